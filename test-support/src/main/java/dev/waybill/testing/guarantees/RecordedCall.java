package dev.waybill.testing.guarantees;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A call as the simulated TSP logged it (CONTRACT 6).
 *
 * @param atMs when it was received, milliseconds since 1970
 * @param idempotencyKey the operation's id; null if the caller named none
 * @param status null while or when no answer was sent
 */
public record RecordedCall(
    long atMs,
    String method,
    String path,
    @Nullable String idempotencyKey,
    JsonNode body,
    @Nullable Integer status) {

  /** Whether the TSP did what it was asked. */
  public boolean actedOn() {
    return status != null && status >= 200 && status < 300;
  }

  /** Whether the TSP may have done what it was asked: it did, or nobody knows. */
  public boolean mayHaveActed() {
    return !method.equals("GET") && (status == null || actedOn());
  }

  /** The operation that the call was made for; null if the caller named none. */
  public @Nullable UUID operation() {
    return idempotencyKey == null ? null : UUID.fromString(idempotencyKey);
  }

  /** Whether the call was made for an operation. */
  public boolean isFor(UUID operation) {
    return operation.toString().equals(idempotencyKey);
  }
}
