package dev.waybill.worker.operations;

import dev.waybill.lane.core.Progress;
import dev.waybill.schemas.AttemptLog;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationEvidence;
import dev.waybill.schemas.OperationFailure;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.OperationState;
import dev.waybill.schemas.OperationStatus;
import dev.waybill.schemas.Phase;
import dev.waybill.schemas.Priority;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * An operation on its way to be shown, put together from what was asked and what is known by now.
 */
final class OperationDraft {
  private final OperationRequest request;
  private final @Nullable Connection connection;

  private ObjectNode payload;
  private List<String> warnings = List.of();
  private @Nullable UUID resourceId;
  private @Nullable String sourceId;
  private @Nullable Instant expiresAt;
  private OperationStatus status = OperationStatus.PENDING;
  private OperationState state = OperationState.of(Phase.QUEUED);
  private @Nullable OperationFailure failure;
  private @Nullable Instant nextAttemptAt;
  private Progress progress = new Progress(1, 0, 0);
  private List<AttemptLog> logs = List.of();

  OperationDraft(OperationRequest request, @Nullable Connection connection) {
    this.request = request;
    this.connection = connection;
    this.payload = request.payload();
    this.resourceId = request.resourceId();
  }

  /** Takes the payload with the twins that are known, and what it is about if that is known. */
  OperationDraft resolved(ObjectNode withTwins, TaskRows.@Nullable Known target) {
    payload = withTwins;
    if (target != null) {
      resourceId = target.resourceId();
      sourceId = target.sourceId();
    }
    return this;
  }

  void warning(String text) {
    warnings = Stream.concat(warnings.stream(), Stream.of(text)).toList();
  }

  /** Null while it is not known. */
  @Nullable UUID resourceId() {
    return resourceId;
  }

  OperationDraft expiresAt(@Nullable Instant at) {
    expiresAt = at;
    return this;
  }

  OperationDraft progress(Progress made, List<OperationEvidence> evidence) {
    progress = made;
    logs = evidence.stream().map(OperationEvidence::log).toList();
    return this;
  }

  OperationDraft pending(OperationState now, @Nullable Instant next) {
    state = now;
    nextAttemptAt = next;
    return this;
  }

  void succeeded(@Nullable UUID resource, @Nullable String source) {
    status = OperationStatus.SUCCESS;
    state = OperationState.of(Phase.DONE);
    resourceId = resource;
    sourceId = source == null ? sourceId : source;
  }

  void failed(OperationFailure why) {
    status = OperationStatus.FAILED;
    state = OperationState.of(Phase.DONE);
    failure = why;
  }

  Operation build(Instant updatedAt) {
    Connection own = ownConnection();
    return new Operation(
        request.id(),
        request.partnerId(),
        request.connectionId(),
        own == null ? null : own.fleetRef(),
        own == null ? null : own.sourceName(),
        request.resource(),
        request.operationType(),
        payload,
        resourceId,
        sourceId,
        status,
        request.requestedAt(),
        updatedAt,
        null,
        logs,
        state,
        failure,
        progress.attemptsUsed(),
        progress.run(),
        nextAttemptAt,
        expiresAt,
        request.idempotencyKey(),
        Boolean.TRUE.equals(request.isSync()),
        request.priority() == null ? Priority.NORMAL : request.priority(),
        warnings);
  }

  /** A stranger's connection tells nothing about itself. */
  private @Nullable Connection ownConnection() {
    return connection != null && connection.partnerId().equals(request.partnerId())
        ? connection
        : null;
  }
}
