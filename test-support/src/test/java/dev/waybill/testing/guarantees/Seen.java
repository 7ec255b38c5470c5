package dev.waybill.testing.guarantees;

import dev.waybill.schemas.AttemptLog;
import dev.waybill.schemas.AttemptReport;
import dev.waybill.schemas.AttemptStatus;
import dev.waybill.schemas.ErrorType;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationEvent;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.OperationState;
import dev.waybill.schemas.OperationStatus;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.OutcomeKind;
import dev.waybill.schemas.Phase;
import dev.waybill.schemas.Priority;
import dev.waybill.schemas.ReportKind;
import dev.waybill.schemas.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Observations made by hand, of one connection unless another is named. */
final class Seen {
  static final UUID PARTNER = UUID.fromString("11111111-1111-4111-8111-111111111111");
  static final UUID CONNECTION = UUID.fromString("22222222-2222-4222-8222-222222222222");
  static final String FLEET = "fleet";

  private Seen() {}

  static Observation created(UUID operation) {
    return event("resource_operation.created", operation, 1, 0, OperationStatus.PENDING, List.of());
  }

  static Observation takenIn(UUID operation, long atMs) {
    return event(
        "resource_operation.created", operation, 1, atMs, OperationStatus.PENDING, List.of());
  }

  static Observation succeeded(UUID operation, long atMs, AttemptLog... logs) {
    return event(
        "resource_operation.succeeded", operation, 1, atMs, OperationStatus.SUCCESS, List.of(logs));
  }

  static Observation failed(UUID operation, int run, long atMs) {
    return event(
        "resource_operation.failed", operation, run, atMs, OperationStatus.FAILED, List.of());
  }

  static Observation called(UUID operation, long atMs, @Nullable Integer status) {
    return called(FLEET, operation, atMs, status);
  }

  static Observation called(String fleet, UUID operation, long atMs, @Nullable Integer status) {
    return new Observation.Called(
        fleet,
        new RecordedCall(
            atMs, "POST", "/", operation.toString(), Json.mapper().nullNode(), status));
  }

  /** An update of a resource of {@link #CONNECTION}, in a log of one partition. */
  static Observation asked(UUID operation, UUID resource, long offset) {
    return new Observation.Requested(
        0, offset, offset, request(operation, CONNECTION, OperationType.UPDATE, resource));
  }

  /** A create. */
  static Observation askedOf(UUID operation, UUID connection, long atMs) {
    return new Observation.Requested(
        0, atMs, atMs, request(operation, connection, OperationType.CREATE, null));
  }

  static Observation reported(
      UUID operation, int attempt, ReportKind kind, @Nullable OutcomeKind outcome) {
    return new Observation.Reported(
        new AttemptReport(
            AttemptReport.VERSION,
            CONNECTION,
            operation,
            1,
            attempt,
            kind,
            Instant.EPOCH,
            outcome,
            null,
            null,
            null,
            null,
            null,
            null),
        0);
  }

  static AttemptLog log(UUID operation, int attempt, long fromMs, long toMs) {
    return new AttemptLog(
        UUID.randomUUID(),
        operation,
        Instant.ofEpochMilli(fromMs),
        Instant.ofEpochMilli(toMs),
        1,
        attempt,
        AttemptStatus.FAILED,
        ErrorType.TSP,
        null,
        503,
        null,
        toMs - fromMs);
  }

  static Observation retrying(UUID operation, long atMs, OperationState state, long nextMs) {
    Operation pending =
        operation(operation, PARTNER, 1, OperationStatus.PENDING, List.of(), state, nextMs);
    return new Observation.Happened(
        new OperationEvent(
            UUID.randomUUID(),
            "resource_operation.attempted",
            OperationEvent.VERSION,
            Instant.ofEpochMilli(atMs),
            pending));
  }

  static OperationEvent ofPartner(UUID partner, UUID operation) {
    return new OperationEvent(
        UUID.randomUUID(),
        "resource_operation.created",
        OperationEvent.VERSION,
        Instant.EPOCH,
        operation(
            operation,
            partner,
            1,
            OperationStatus.PENDING,
            List.of(),
            OperationState.of(Phase.QUEUED),
            0));
  }

  private static Observation event(
      String type,
      UUID operation,
      int run,
      long atMs,
      OperationStatus status,
      List<AttemptLog> logs) {
    Phase phase = status == OperationStatus.PENDING ? Phase.QUEUED : Phase.DONE;
    return new Observation.Happened(
        new OperationEvent(
            UUID.randomUUID(),
            type,
            OperationEvent.VERSION,
            Instant.ofEpochMilli(atMs),
            operation(operation, PARTNER, run, status, logs, OperationState.of(phase), 0)));
  }

  private static Operation operation(
      UUID id,
      UUID partner,
      int run,
      OperationStatus status,
      List<AttemptLog> logs,
      OperationState state,
      long nextMs) {
    return new Operation(
        id,
        partner,
        CONNECTION,
        FLEET,
        "simulator",
        Resource.VEHICLE,
        OperationType.CREATE,
        Json.mapper().createObjectNode(),
        null,
        null,
        status,
        Instant.EPOCH,
        Instant.EPOCH,
        null,
        new ArrayList<>(logs),
        state,
        null,
        logs.size(),
        run,
        nextMs == 0 ? null : Instant.ofEpochMilli(nextMs),
        null,
        null,
        false,
        Priority.NORMAL,
        List.of());
  }

  private static OperationRequest request(
      UUID operation, UUID connection, OperationType type, @Nullable UUID resource) {
    return new OperationRequest(
        operation,
        PARTNER,
        connection,
        Resource.VEHICLE,
        type,
        resource,
        Json.mapper().createObjectNode(),
        Instant.EPOCH,
        null,
        null,
        null,
        null,
        null,
        null);
  }
}
