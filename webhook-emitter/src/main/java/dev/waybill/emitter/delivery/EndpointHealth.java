package dev.waybill.emitter.delivery;

import dev.waybill.schemas.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * How an endpoint has failed since its last success: a row of its task. An endpoint without one is
 * well.
 *
 * @param failingSince the first failure, or later where the time before it does not count
 * @param events some of the events that failed, different ones, up to {@link #SEVERAL}
 * @param warnings how many warnings were given
 * @param disabled the version of the endpoint that was disabled, 0 if none was
 */
record EndpointHealth(Instant failingSince, List<UUID> events, int warnings, long disabled) {
  /** One event that a receiver cannot digest says nothing of the receiver. */
  static final int SEVERAL = 3;

  private static final byte VERSION = 1;

  EndpointHealth {
    events = List.copyOf(events);
  }

  static EndpointHealth failing(Instant since, UUID event) {
    return new EndpointHealth(since, List.of(event), 0, 0);
  }

  EndpointHealth and(UUID event) {
    if (events.size() >= SEVERAL || events.contains(event)) {
      return this;
    }
    List<UUID> more = new ArrayList<>(events);
    more.add(event);
    return new EndpointHealth(failingSince, more, warnings, disabled);
  }

  EndpointHealth failingSince(Instant since) {
    return new EndpointHealth(since, events, warnings, disabled);
  }

  EndpointHealth warned(int level) {
    return new EndpointHealth(failingSince, events, level, disabled);
  }

  EndpointHealth disabled(long version) {
    return new EndpointHealth(failingSince, events, warnings, version);
  }

  boolean severalFailed() {
    return events.size() >= SEVERAL;
  }

  byte[] write() {
    byte[] json = Json.write(this);
    byte[] row = new byte[json.length + 1];
    row[0] = VERSION;
    System.arraycopy(json, 0, row, 1, json.length);
    return row;
  }

  static EndpointHealth read(byte[] row) {
    if (row[0] != VERSION) {
      throw new IllegalStateException("the row of an endpoint's health has version " + row[0]);
    }
    return Json.read(Arrays.copyOfRange(row, 1, row.length), EndpointHealth.class);
  }
}
