package dev.waybill.schemas;

import java.time.Instant;
import java.util.UUID;

/**
 * A value of {@code operation.events}, and the body of a webhook, byte for byte (CONTRACT 4).
 *
 * @param id a UUID that is the same in every copy of the event
 * @param type one of {@link EventTypes}
 * @param version of this shape
 * @param timestamp when it happened
 */
public record OperationEvent(
    UUID id, String type, String version, Instant timestamp, Operation data) {
  /** The version of the shape written now. */
  public static final String VERSION = "1.0";
}
