package dev.waybill.schemas;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A resource operation as everybody sees it: the answer of the API, the {@code data} of an event,
 * the body of a webhook (CONTRACT 3.2). All fields are always written, absent ones as null.
 *
 * @param payload what was asked, with the resolved {@code source_*} twins once they are known
 * @param resourceId our id of the resource; for a create null until it succeeded
 * @param sourceId the TSP's id of the resource; for a create null until it succeeded
 * @param deletedAt always null; partners know the field
 * @param logs one entry per attempt, in order
 * @param attemptCount how many attempts of the current run counted against its limit
 * @param run from 1; each retry that somebody asks for starts another
 */
public record Operation(
    UUID id,
    UUID partnerId,
    UUID connectionId,
    @Nullable String fleetRef,
    @Nullable String sourceName,
    Resource resource,
    OperationType operationType,
    ObjectNode payload,
    @Nullable UUID resourceId,
    @Nullable String sourceId,
    OperationStatus status,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant deletedAt,
    List<AttemptLog> logs,
    OperationState state,
    @Nullable OperationFailure failure,
    int attemptCount,
    int run,
    @Nullable Instant nextAttemptAt,
    @Nullable Instant expiresAt,
    @Nullable String idempotencyKey,
    boolean isSync,
    Priority priority,
    List<String> warnings) {

  public Operation {
    logs = List.copyOf(logs);
    warnings = List.copyOf(warnings);
  }

  /** The same in another state. */
  public Operation in(OperationState now) {
    return new Operation(
        id,
        partnerId,
        connectionId,
        fleetRef,
        sourceName,
        resource,
        operationType,
        payload,
        resourceId,
        sourceId,
        status,
        createdAt,
        updatedAt,
        deletedAt,
        logs,
        now,
        failure,
        attemptCount,
        run,
        nextAttemptAt,
        expiresAt,
        idempotencyKey,
        isSync,
        priority,
        warnings);
  }
}
