package dev.waybill.api.view;

import dev.waybill.schemas.Connection;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.OperationState;
import dev.waybill.schemas.OperationStatus;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Phase;
import dev.waybill.schemas.Priority;
import java.util.List;
import java.util.Objects;

/** An accepted operation before the scheduler has said anything of it. */
public final class QueuedOperation {
  private QueuedOperation() {}

  /** The operation of a request on its connection. */
  public static Operation of(OperationRequest request, Connection connection) {
    return new Operation(
        request.id(),
        request.partnerId(),
        request.connectionId(),
        connection.fleetRef(),
        connection.sourceName(),
        request.resource(),
        request.operationType(),
        request.payload(),
        request.operationType() == OperationType.UPDATE ? request.resourceId() : null,
        null,
        OperationStatus.PENDING,
        request.requestedAt(),
        request.requestedAt(),
        null,
        List.of(),
        OperationState.of(Phase.QUEUED),
        null,
        0,
        1,
        null,
        Objects.requireNonNullElseGet(
            request.expiresAt(),
            () ->
                Json.timeAtMost(
                    request.requestedAt().plusSeconds(connection.retry().expiresAfterS()))),
        request.idempotencyKey(),
        Objects.requireNonNullElse(request.isSync(), false),
        Objects.requireNonNullElse(request.priority(), Priority.NORMAL),
        List.of());
  }
}
