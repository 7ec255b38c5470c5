package dev.waybill.schemas;

import static dev.waybill.schemas.Samples.ASKED;
import static dev.waybill.schemas.Samples.CONNECTION;
import static dev.waybill.schemas.Samples.ENDED;
import static dev.waybill.schemas.Samples.EVENT;
import static dev.waybill.schemas.Samples.IDENTITY;
import static dev.waybill.schemas.Samples.OPERATION;
import static dev.waybill.schemas.Samples.PARTNER;
import static dev.waybill.schemas.Samples.object;

import java.util.List;
import java.util.Map;

/** Connections, their lanes, and the attempts made for them. */
final class LaneSamples {
  private LaneSamples() {}

  static AttemptDispatch dispatch() {
    return new AttemptDispatch(
        AttemptDispatch.VERSION,
        CONNECTION,
        OPERATION,
        1,
        2,
        ASKED,
        ASKED.plusSeconds(1),
        30_000,
        AttemptMode.EXECUTE);
  }

  static Adapter adapter() {
    return new Adapter(
        "simulator",
        "TSP simulator",
        List.of(
            new Adapter.Capability(
                Resource.VEHICLE,
                OperationType.UPDATE,
                true,
                false,
                List.of(
                    new Adapter.Field("vehicle_name", true, 64),
                    new Adapter.Field("vin", false, null)))),
        Samples.object("{\"type\":\"object\"}"),
        List.of(new Adapter.Credential("api_key", true, "Any text.")),
        ENDED);
  }

  static AttemptReport finished() {
    return new AttemptReport(
        AttemptReport.VERSION,
        CONNECTION,
        OPERATION,
        1,
        2,
        ReportKind.FINISHED,
        ENDED,
        OutcomeKind.UNAUTHORIZED,
        "status 401",
        2_000L,
        3L,
        false,
        true,
        120L,
        30_000L,
        true);
  }

  static AttemptReport started() {
    return new AttemptReport(
        AttemptReport.VERSION,
        CONNECTION,
        OPERATION,
        1,
        2,
        ReportKind.STARTED,
        ASKED,
        null,
        null,
        null,
        null,
        true,
        null,
        null);
  }

  static Connection fullConnection() {
    return new Connection(
        CONNECTION,
        PARTNER,
        "acme-west",
        "simulator",
        "Acme, western fleet",
        object("{\"base_url\":\"http://127.0.0.1:8090\"}"),
        new EncryptedSecret("AbCd+/==", 2),
        new ConnectionLimits(2.5, 5, 1),
        RetryPolicy.DEFAULT,
        30_000,
        Ordering.PER_RESOURCE,
        Map.of(Resource.GROUP_MESSAGE, ShareLevel.READ),
        ConnectionStatus.SUSPENDED,
        "the TSP refused the credentials",
        4,
        ASKED,
        ENDED);
  }

  static Connection minimalConnection() {
    return new Connection(
        CONNECTION,
        PARTNER,
        null,
        "simulator",
        null,
        object("{}"),
        null,
        ConnectionLimits.DEFAULT,
        RetryPolicy.DEFAULT,
        30_000,
        Ordering.STRICT,
        null,
        ConnectionStatus.ACTIVE,
        null,
        1,
        ASKED,
        ASKED);
  }

  static OperationCommand command() {
    return new OperationCommand(
        EVENT, PARTNER, CONNECTION, CommandType.TEACH_IDENTITY, ASKED, IDENTITY);
  }

  static LaneStatus waitingLane() {
    return new LaneStatus(
        CONNECTION,
        5_000,
        1,
        ASKED,
        new ConnectionLimits(1, 1, 1),
        WaitReason.LIMIT,
        ENDED,
        BreakerStatus.HALF_OPEN,
        false,
        ENDED);
  }

  static LaneStatus idleLane() {
    return new LaneStatus(
        CONNECTION, 0, 0, null, null, null, null, BreakerStatus.CLOSED, true, ENDED);
  }

  static OperationDispatch update() {
    return new OperationDispatch(
        OPERATION,
        PARTNER,
        Resource.VEHICLE,
        OperationType.UPDATE,
        object("{\"status\":\"IN_REPAIR\"}"),
        "veh_8812",
        new OperationDispatch.Target(
            CONNECTION,
            "acme-west",
            "simulator",
            object("{\"base_url\":\"http://127.0.0.1:8090\"}"),
            new EncryptedSecret("AbCd+/==", 2)));
  }

  static OperationDispatch create() {
    return new OperationDispatch(
        OPERATION,
        PARTNER,
        Resource.MESSAGE,
        OperationType.CREATE,
        object("{\"message_text\":\"Gate 6\",\"source_sender_id\":\"u1\"}"),
        null,
        new OperationDispatch.Target(CONNECTION, null, "simulator", object("{}"), null));
  }
}
