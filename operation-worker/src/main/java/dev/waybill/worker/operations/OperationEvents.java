package dev.waybill.worker.operations;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.lane.core.Attempted;
import dev.waybill.lane.core.Ended;
import dev.waybill.lane.core.Ending;
import dev.waybill.lane.core.Item;
import dev.waybill.lane.core.Progress;
import dev.waybill.lane.core.Waiting;
import dev.waybill.lane.host.LaneOutput;
import dev.waybill.lane.host.OutboundRecord;
import dev.waybill.schemas.AttemptStatus;
import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.FailureCode;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationEvidence;
import dev.waybill.schemas.OperationFailure;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.OperationState;
import dev.waybill.schemas.OperationStatus;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Phase;
import dev.waybill.schemas.ResourceIdentity;
import dev.waybill.schemas.Topics;
import dev.waybill.schemas.WaitReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** Writes what happens to operations to {@code operation.events} (CONTRACT 4). */
final class OperationEvents {
  private static final Logger LOG = LoggerFactory.getLogger(OperationEvents.class);
  static final String UNKNOWN_CONNECTION = "the connection is not known";

  private static final String CANCEL_CAME_LATE =
      "a cancellation came while an attempt was in flight; it ended as it ended";

  private static final Progress BEFORE_THE_FIRST = new Progress(1, 0, 0);

  private final Topics topics;
  private final LaneOutput output;
  private final TaskRows rows;

  OperationEvents(Topics topics, LaneOutput output, TaskRows rows) {
    this.topics = topics;
    this.output = output;
    this.rows = rows;
  }

  /** A run's first event, unless somebody asked for a retry. */
  void created(Item item, OperationRequest request, Waiting.Reason reason) {
    Operation operation =
        draft(request, item)
            .progress(BEFORE_THE_FIRST, List.of())
            .pending(state(reason), null)
            .build(item.arrivedAt());
    publish(EventTypes.CREATED, item.arrivedAt(), operation, 0);
  }

  private static OperationState state(Waiting.Reason reason) {
    WaitReason why = LaneStatuses.reason(reason);
    return why == null
        ? OperationState.of(Phase.QUEUED)
        : new OperationState(Phase.WAITING, why, null, null);
  }

  /** A failed operation runs again. */
  void retried(Item item, OperationRequest request, int run, Instant at) {
    Operation operation =
        draft(request, item)
            .progress(new Progress(run, 0, 0), List.of())
            .pending(OperationState.of(Phase.QUEUED), null)
            .build(at);
    publish(EventTypes.RETRIED, at, operation, 0);
  }

  /** An attempt was made and another will be. */
  void attempted(Attempted attempted, OperationRequest request) {
    boolean known = !attempted.nextAttemptAt().equals(Attempted.NOT_KNOWN);
    Instant next = known ? attempted.nextAttemptAt() : null;
    OperationState state =
        known
            ? new OperationState(Phase.RETRYING, WaitReason.RETRY, next, null)
            : new OperationState(Phase.WAITING, WaitReason.SUSPENDED, null, null);
    Operation operation =
        draft(request, attempted.item())
            .progress(attempted.progress(), read(attempted.evidence()))
            .pending(state, next)
            .build(attempted.at());
    publish(EventTypes.ATTEMPTED, attempted.at(), operation, attempted.progress().attempt());
  }

  /**
   * A run ended.
   *
   * @return the identity that a successful create brought to light
   */
  @Nullable ResourceIdentity ended(Ended ended, OperationRequest request) {
    List<OperationEvidence> evidence = read(ended.evidence());
    OperationDraft draft = draft(request, ended.item()).progress(ended.progress(), evidence);
    if (ended.cancelAsked()) {
      draft.warning(CANCEL_CAME_LATE);
    }
    ResourceIdentity created = null;
    if (ended.ending().kind() == Ending.Kind.SUCCEEDED) {
      // Only a note that cannot be read leaves a success without one; the end is told all the same.
      String sourceId = sourceId(evidence);
      UUID resourceId = draft.resourceId();
      if (resourceId == null && sourceId != null) {
        resourceId = resourceId(request, sourceId);
        created =
            new ResourceIdentity(request.connectionId(), request.resource(), resourceId, sourceId);
      }
      draft.succeeded(resourceId, sourceId);
    } else {
      draft.failed(failure(ended.ending()));
    }
    Operation operation = draft.build(ended.at());
    byte[] data = Json.write(operation);
    if (byAttempt(ended)) {
      publish(EventTypes.ATTEMPTED, ended.at(), operation, data, ended.progress().attempt());
    }
    boolean succeeded = operation.status() == OperationStatus.SUCCESS;
    publish(succeeded ? EventTypes.SUCCEEDED : EventTypes.FAILED, ended.at(), operation, data, 0);
    return created;
  }

  private UUID resourceId(OperationRequest request, String sourceId) {
    UUID known = rows.resourceId(request.connectionId(), request.resource(), sourceId);
    return known == null
        ? Ids.resource(request.connectionId(), request.resource(), sourceId)
        : known;
  }

  private static @Nullable String sourceId(List<OperationEvidence> evidence) {
    String found = null;
    for (OperationEvidence one : evidence) {
      if (one.log().status() == AttemptStatus.SUCCESS) {
        found = one.sourceId();
      }
    }
    return found;
  }

  /** Whether it was the last attempt that ended the run, so that this attempt is an event too. */
  private static boolean byAttempt(Ended ended) {
    return switch (ended.ending().kind()) {
      case SUCCEEDED, REJECTED, RETRIES_EXHAUSTED, UNKNOWN_OUTCOME, UNAUTHORIZED -> true;
      case EXPIRED, UNKNOWN_LANE, REFUSED, LANE_REMOVED, CANCELLED, DEPENDENCY_FAILED, BUSY ->
          false;
    };
  }

  private static OperationFailure failure(Ending ending) {
    String reason = ending.reason();
    return switch (ending.kind()) {
      case REJECTED -> new OperationFailure(FailureCode.REJECTED, reason, false);
      case RETRIES_EXHAUSTED -> new OperationFailure(FailureCode.RETRIES_EXHAUSTED, reason, true);
      case EXPIRED -> new OperationFailure(FailureCode.EXPIRED, reason, true);
      case UNKNOWN_OUTCOME -> new OperationFailure(FailureCode.UNKNOWN_OUTCOME, reason, true);
      case UNAUTHORIZED -> new OperationFailure(FailureCode.UNAUTHORIZED, reason, true);
      case CANCELLED -> new OperationFailure(FailureCode.CANCELLED, reason, true);
      case DEPENDENCY_FAILED -> new OperationFailure(FailureCode.DEPENDENCY_FAILED, reason, true);
      case BUSY -> new OperationFailure(FailureCode.BUSY, reason, true);
      case UNKNOWN_LANE ->
          new OperationFailure(FailureCode.UNKNOWN_CONNECTION, UNKNOWN_CONNECTION, true);
      case LANE_REMOVED ->
          new OperationFailure(FailureCode.CONNECTION_DELETED, "the connection was deleted", false);
      case REFUSED -> {
        Refusal refusal = Refusal.of(reason);
        yield new OperationFailure(refusal.code(), refusal.message(), false);
      }
      case SUCCEEDED -> throw new IllegalArgumentException("a success is no failure");
    };
  }

  private OperationDraft draft(OperationRequest request, Item item) {
    OperationDraft draft = new OperationDraft(request, rows.connection(request.connectionId()));
    UUID asked = request.resourceId();
    TaskRows.Known target =
        request.operationType() == OperationType.UPDATE && asked != null
            ? rows.known(request.connectionId(), request.resource(), asked)
            : null;
    return draft
        .resolved(
            References.resolve(rows, request.connectionId(), request.payload()).payload(), target)
        .expiresAt(item.expiresAt().equals(Item.NEVER) ? null : item.expiresAt());
  }

  private static List<OperationEvidence> read(List<byte[]> notes) {
    List<OperationEvidence> evidence = new ArrayList<>();
    for (byte[] note : notes) {
      try {
        OperationEvidence one = Json.read(note, OperationEvidence.class);
        if (isWhole(one)) {
          evidence.add(one);
        }
      } catch (JacksonException e) {
        LOG.atWarn()
            .addKeyValue("cause", e.getClass().getSimpleName())
            .log("the note of an attempt cannot be read and is left out");
      }
    }
    return evidence;
  }

  /** Jackson sets absent components to null whatever their type says. */
  @SuppressWarnings({"ConstantValue", "NullAway"})
  private static boolean isWhole(OperationEvidence one) {
    return one != null && one.log() != null;
  }

  private void publish(String type, Instant at, Operation operation, int attempt) {
    publish(type, at, operation, Json.write(operation), attempt);
  }

  /** Takes the operation as it was written, for two events can tell of the same. */
  private void publish(String type, Instant at, Operation operation, byte[] data, int attempt) {
    UUID id = Ids.event(at, operation.id(), type, operation.run(), attempt);
    output.publish(
        new OutboundRecord(
            topics.operationEvents(),
            operation.connectionId().toString().getBytes(UTF_8),
            OperationEventJson.write(id, type, at, data)));
  }
}
