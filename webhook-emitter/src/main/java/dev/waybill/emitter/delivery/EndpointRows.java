package dev.waybill.emitter.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.emitter.endpoint.Endpoints;
import dev.waybill.lane.core.LaneId;
import dev.waybill.lane.host.ApplicationRows;
import dev.waybill.schemas.WebhookEndpoint;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of a task, in its store; a row is a version byte and the registry's JSON. The heap
 * only mirrors rows, and dies with the task's start.
 */
final class EndpointRows {
  private static final byte VERSION = 1;
  private static final int MAX_MIRRORED = 10_000;

  private final ApplicationRows rows;
  private final Map<LaneId, Row> mirror = new HashMap<>();

  EndpointRows(ApplicationRows rows) {
    this.rows = rows;
  }

  /** An endpoint, and the same as JSON. */
  @SuppressWarnings("ArrayRecordComponent") // never changed
  record Row(WebhookEndpoint endpoint, byte[] json) {}

  @Nullable Row find(LaneId lane) {
    Row mirrored = mirror.get(lane);
    if (mirrored != null) {
      return mirrored;
    }
    byte[] bytes = rows.get(key(lane));
    if (bytes == null) {
      return null;
    }
    if (bytes[0] != VERSION) {
      throw new IllegalStateException("the row of an endpoint has unknown version " + bytes[0]);
    }
    byte[] json = Arrays.copyOfRange(bytes, 1, bytes.length);
    Row row = new Row(Endpoints.read(lane.toString().getBytes(UTF_8), json), json);
    remember(lane, row);
    return row;
  }

  /**
   * Whether what is known counts more than another version: of two changes to the same version, one
   * of the owner's and one of ours, the first does.
   */
  boolean outranks(LaneId lane, WebhookEndpoint other) {
    Row known = find(lane);
    return known != null
        && (known.endpoint().version() > other.version()
            || (known.endpoint().version() == other.version() && !known.endpoint().equals(other)));
  }

  void put(LaneId lane, WebhookEndpoint endpoint, byte[] json) {
    byte[] bytes = new byte[json.length + 1];
    bytes[0] = VERSION;
    System.arraycopy(json, 0, bytes, 1, json.length);
    rows.put(key(lane), bytes);
    remember(lane, new Row(endpoint, json));
  }

  void delete(LaneId lane) {
    rows.delete(key(lane));
    mirror.remove(lane);
  }

  private void remember(LaneId lane, Row row) {
    if (mirror.size() >= MAX_MIRRORED) {
      mirror.clear();
    }
    mirror.put(lane, row);
  }

  private static byte[] key(LaneId lane) {
    return ("endpoint/" + lane).getBytes(UTF_8);
  }
}
