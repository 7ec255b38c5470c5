package dev.waybill.worker.operations;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.waybill.schemas.Json;
import dev.waybill.schemas.OperationEvent;
import java.time.Instant;
import java.util.UUID;

/**
 * Writes an {@link OperationEvent} around an operation that is JSON already, byte for byte as
 * {@link Json} would: the operation is by far the largest part of it.
 */
final class OperationEventJson {
  private OperationEventJson() {}

  /**
   * An event.
   *
   * @param type needs no escaping
   * @param operation as {@link Json} writes it
   */
  static byte[] write(UUID id, String type, Instant at, byte[] operation) {
    String head =
        "{\"id\":\""
            + id
            + "\",\"type\":\""
            + type
            + "\",\"version\":\""
            + OperationEvent.VERSION
            + "\",\"timestamp\":\""
            + Json.format(at)
            + "\",\"data\":";
    byte[] event = new byte[head.length() + operation.length + 1];
    System.arraycopy(head.getBytes(US_ASCII), 0, event, 0, head.length());
    System.arraycopy(operation, 0, event, head.length(), operation.length);
    event[event.length - 1] = '}';
    return event;
  }
}
