package dev.waybill.emitter.delivery;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.lane.core.LaneId;
import dev.waybill.lane.host.ApplicationRows;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.WebhookCommand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The replays of each endpoint that were cancelled last: what waits of them is not delivered any
 * more. A row of the task, with a version byte and the ids as text; a replay feeds a lane a bounded
 * number of deliveries, so the oldest may be forgotten in time.
 */
final class CancelledReplays {
  private static final byte VERSION = 1;
  private static final int KEPT = 64;
  private static final int MAX_MIRRORED = 10_000;

  private final ApplicationRows rows;
  private final Map<LaneId, List<UUID>> mirror = new HashMap<>();

  CancelledReplays(ApplicationRows rows) {
    this.rows = rows;
  }

  /**
   * Reads a command.
   *
   * @throws IllegalArgumentException if it is not one that cancels a replay
   */
  @SuppressWarnings("NullAway") // JSON may leave out what a record declares: that is the question
  static WebhookCommand read(byte @Nullable [] value) {
    WebhookCommand command;
    try {
      command = value == null ? null : Json.read(value, WebhookCommand.class);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("the record is not a command: " + Json.complaint(e), e);
    }
    if (command == null
        || command.endpointId() == null
        || command.replayId() == null
        || !WebhookCommand.CANCEL_REPLAY.equals(command.type())) {
      throw new IllegalArgumentException(
          "the record is not a command 'cancel_replay' with endpoint_id and replay_id");
    }
    return command;
  }

  void add(WebhookCommand command) {
    LaneId lane = new LaneId(command.endpointId());
    List<UUID> known = of(lane);
    if (known.contains(command.replayId())) {
      return;
    }
    List<UUID> next = new ArrayList<>(known);
    next.add(command.replayId());
    next = List.copyOf(next.subList(Math.max(0, next.size() - KEPT), next.size()));
    rows.put(key(lane), write(next));
    remember(lane, next);
  }

  /** An endpoint is gone for good. */
  void forget(LaneId lane) {
    if (any(lane)) {
      rows.delete(key(lane));
    }
    mirror.remove(lane);
  }

  /** Whether there is any of an endpoint, which there rarely is. */
  boolean any(LaneId lane) {
    return !of(lane).isEmpty();
  }

  boolean has(LaneId lane, UUID replay) {
    return of(lane).contains(replay);
  }

  private List<UUID> of(LaneId lane) {
    List<UUID> known = mirror.get(lane);
    if (known == null) {
      byte[] row = rows.get(key(lane));
      known = row == null ? List.of() : parse(row);
      remember(lane, known);
    }
    return known;
  }

  private void remember(LaneId lane, List<UUID> cancelled) {
    if (mirror.size() >= MAX_MIRRORED) {
      mirror.clear();
    }
    mirror.put(lane, cancelled);
  }

  private static byte[] write(List<UUID> replays) {
    byte[] text =
        String.join(",", replays.stream().map(UUID::toString).toList()).getBytes(US_ASCII);
    byte[] row = new byte[text.length + 1];
    row[0] = VERSION;
    System.arraycopy(text, 0, row, 1, text.length);
    return row;
  }

  private static List<UUID> parse(byte[] row) {
    if (row[0] != VERSION) {
      throw new IllegalStateException("the row of cancelled replays has version " + row[0]);
    }
    return Arrays.stream(new String(row, 1, row.length - 1, US_ASCII).split(",", -1))
        .map(UUID::fromString)
        .toList();
  }

  private static byte[] key(LaneId lane) {
    return ("cancelled/" + lane).getBytes(UTF_8);
  }
}
