package dev.waybill.api.operations;

import dev.waybill.api.http.Answer;
import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import dev.waybill.api.registry.LaneStatusCopy;
import dev.waybill.api.view.OperationEndpoints;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.FailureCode;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationFailure;
import dev.waybill.schemas.OperationStatus;
import dev.waybill.schemas.OperationType;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Synchronous writes: what is refused at once, and what their end is answered as. Thread-safe. */
public final class SyncWrites {
  private final Operations operations;
  private final LaneStatusCopy lanes;

  /** Makes it of a view and a copy of statuses that are started elsewhere. */
  public SyncWrites(Operations operations, LaneStatusCopy lanes) {
    this.operations = operations;
    this.lanes = lanes;
  }

  /**
   * Nobody is kept waiting for what cannot begin.
   *
   * @throws RefusedException 409
   */
  void refuseIfClosed(Connection connection) {
    switch (lanes.status(connection)) {
      case PAUSED ->
          throw new RefusedException(
              ProblemCode.CONNECTION_PAUSED,
              "nothing is sent on this connection; resume it, or write without is_sync");
      case SUSPENDED ->
          throw new RefusedException(
              ProblemCode.CONNECTION_SUSPENDED,
              "give the connection other credentials, or resume it to have them tried again");
      case ACTIVE, DELETED -> {}
    }
  }

  /**
   * Waits for the end of an operation that was accepted.
   *
   * @param accepted as it was then: it cannot be unsaid because it cannot be read now
   * @throws RefusedException with the operation, if it did not succeed
   */
  Answer answer(Operation accepted, Duration wait) {
    Operation ended;
    try {
      ended = operations.find(accepted.partnerId(), accepted.id(), accepted.connectionId(), wait);
    } catch (RefusedException e) {
      ended = accepted;
    }
    return answer(ended);
  }

  /** What an operation is answered as once the wait is over. */
  static Answer answer(Operation operation) {
    Map<String, String> location =
        Map.of("Location", OperationEndpoints.location(operation.connectionId(), operation.id()));
    if (operation.status() == OperationStatus.SUCCESS) {
      return Answer.ok(operation).withAll(location);
    }
    OperationFailure failure = operation.failure();
    throw new RefusedException(
        isOfUnknownResource(operation) ? ProblemCode.RESOURCE_NOT_FOUND : code(failure),
        failure == null
            ? "it has not ended yet; what was started goes on, so read it at its Location"
            : failure.message(),
        operation,
        location);
  }

  /** An update that ended before anything was tried, for the TSP's id was not to be found. */
  private static boolean isOfUnknownResource(Operation operation) {
    OperationFailure failure = operation.failure();
    return operation.operationType() == OperationType.UPDATE
        && failure != null
        && failure.code() == FailureCode.INVALID_REQUEST
        && operation.attemptCount() == 0
        && operation.sourceId() == null;
  }

  private static ProblemCode code(@Nullable OperationFailure failure) {
    FailureCode code = failure == null ? null : failure.code();
    return switch (code) {
      case null -> ProblemCode.NOT_ENDED_IN_TIME;
      case EXPIRED -> ProblemCode.NOT_ENDED_IN_TIME;
      case REJECTED -> ProblemCode.REJECTED_BY_TSP;
      case INVALID_REQUEST, DEPENDENCY_FAILED -> ProblemCode.OPERATION_INVALID;
      case RETRIES_EXHAUSTED, UNAUTHORIZED -> ProblemCode.TSP_FAILED;
      case UNKNOWN_OUTCOME -> ProblemCode.OUTCOME_UNKNOWN;
      case BUSY -> ProblemCode.RESOURCE_BUSY;
      case CANCELLED -> ProblemCode.OPERATION_CANCELLED;
      case CONNECTION_DELETED -> ProblemCode.CONNECTION_DELETED;
      case UNKNOWN_CONNECTION -> ProblemCode.CONNECTION_NOT_FOUND;
    };
  }
}
