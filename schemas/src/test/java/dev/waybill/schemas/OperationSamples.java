package dev.waybill.schemas;

import static dev.waybill.schemas.Samples.ASKED;
import static dev.waybill.schemas.Samples.CONNECTION;
import static dev.waybill.schemas.Samples.ENDED;
import static dev.waybill.schemas.Samples.EVENT;
import static dev.waybill.schemas.Samples.OPERATION;
import static dev.waybill.schemas.Samples.PARTNER;
import static dev.waybill.schemas.Samples.VEHICLE;
import static dev.waybill.schemas.Samples.object;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Requests, operations, and what carries them. */
final class OperationSamples {
  private OperationSamples() {}

  static OperationRequest fullRequest() {
    return new OperationRequest(
        OPERATION,
        PARTNER,
        CONNECTION,
        Resource.VEHICLE,
        OperationType.UPDATE,
        VEHICLE,
        object("{\"status\":\"IN_REPAIR\",\"notes\":null,\"total_axles\":3}"),
        ASKED,
        ASKED.plusSeconds(3_600),
        Priority.HIGH,
        7L,
        true,
        "order-4711",
        "sha256:9f86d081884c7d65");
  }

  static OperationRequest minimalRequest() {
    return new OperationRequest(
        OPERATION,
        PARTNER,
        CONNECTION,
        Resource.VEHICLE,
        OperationType.CREATE,
        null,
        object("{\"vehicle_name\":\"Łódź 12 \\\"é\\\"\"}"),
        ASKED,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  /** An operation with every field that can have a value. */
  static Operation ended() {
    AttemptLog failed =
        log(
            "019aa9f6-7c00-7000-8000-000000000001",
            1,
            AttemptStatus.FAILED,
            ErrorType.NETWORK,
            "the connection was reset",
            null,
            null);
    AttemptLog rejected =
        log(
            "019aa9f6-7c00-7000-8000-000000000002",
            2,
            AttemptStatus.FAILED,
            ErrorType.VALIDATION,
            "the plate is too long",
            422,
            Map.of("x-request-id", "abc"));
    return operation(
        OperationStatus.FAILED,
        List.of(failed, rejected),
        new OperationState(Phase.DONE, null, null, null),
        new OperationFailure(FailureCode.REJECTED, "the TSP says: the plate is too long", false),
        "veh_8812",
        null);
  }

  static Operation pending() {
    return operation(
        OperationStatus.PENDING,
        List.of(),
        new OperationState(Phase.RETRYING, WaitReason.RETRY, ENDED.plusSeconds(2), 3L),
        null,
        null,
        ENDED.plusSeconds(2));
  }

  static Operation operation(
      OperationStatus status,
      List<AttemptLog> logs,
      OperationState state,
      @Nullable OperationFailure failure,
      @Nullable String sourceId,
      @Nullable Instant nextAttemptAt) {
    return new Operation(
        OPERATION,
        PARTNER,
        CONNECTION,
        "acme-west",
        "simulator",
        Resource.VEHICLE,
        OperationType.UPDATE,
        object("{\"license_plate_number\":\"K12 3456 7890\",\"total_axles\":3}"),
        VEHICLE,
        sourceId,
        status,
        ASKED,
        ENDED,
        null,
        logs,
        state,
        failure,
        logs.size(),
        1,
        nextAttemptAt,
        ASKED.plusSeconds(86_400),
        "order-4711",
        false,
        Priority.NORMAL,
        List.of("oem is not known to this TSP and was left out"));
  }

  static AttemptLog log(
      String id,
      int attempt,
      AttemptStatus status,
      @Nullable ErrorType errorType,
      @Nullable String details,
      @Nullable Integer statusCode,
      @Nullable Map<String, String> headers) {
    return new AttemptLog(
        UUID.fromString(id),
        OPERATION,
        ASKED,
        ENDED,
        1,
        attempt,
        status,
        errorType,
        details,
        statusCode,
        headers,
        120L);
  }

  static OperationEvent event() {
    return new OperationEvent(EVENT, EventTypes.FAILED, OperationEvent.VERSION, ENDED, ended());
  }

  static Problem problem() {
    return new Problem(
        "/problems/invalid_body",
        "The body is invalid",
        422,
        "One field is wrong; see errors.",
        "invalid_body",
        "b7f2c1",
        5,
        List.of(new Problem.FieldError("/vin", "type", "must be text or null")),
        pending());
  }

  static OperationEvidence evidence() {
    AttemptLog succeeded =
        log(
            "019aa9f6-7c00-7000-8000-000000000003",
            3,
            AttemptStatus.SUCCESS,
            null,
            null,
            200,
            Map.of("x-request-id", "abc"));
    return new OperationEvidence(succeeded, "veh_8812");
  }
}
