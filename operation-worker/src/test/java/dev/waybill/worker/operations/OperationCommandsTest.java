package dev.waybill.worker.operations;

import static dev.waybill.worker.operations.Samples.CONNECTION;
import static dev.waybill.worker.operations.Samples.FIRST;
import static dev.waybill.worker.operations.Samples.NOW;
import static dev.waybill.worker.operations.Samples.PARTNER;
import static dev.waybill.worker.operations.Samples.STRANGER;
import static dev.waybill.worker.operations.Samples.TOPICS;
import static dev.waybill.worker.operations.Samples.connection;
import static dev.waybill.worker.operations.Samples.ended;
import static dev.waybill.worker.operations.Samples.success;
import static dev.waybill.worker.operations.Samples.vehicle;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.lane.core.BreakerState;
import dev.waybill.lane.core.Ended;
import dev.waybill.lane.core.Ending;
import dev.waybill.lane.core.Item;
import dev.waybill.lane.core.ItemId;
import dev.waybill.lane.core.LaneEvent;
import dev.waybill.lane.core.LaneId;
import dev.waybill.lane.core.LaneSnapshot;
import dev.waybill.lane.core.Limits;
import dev.waybill.lane.core.Preparation;
import dev.waybill.lane.core.Progress;
import dev.waybill.lane.core.Reference;
import dev.waybill.lane.core.Waiting;
import dev.waybill.lane.host.Admission;
import dev.waybill.lane.host.CommandResult;
import dev.waybill.lane.host.InboundRecord;
import dev.waybill.lane.host.Routing;
import dev.waybill.runtime.validation.ContractSchemas;
import dev.waybill.schemas.CommandType;
import dev.waybill.schemas.ConnectionLimits;
import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.FailureCode;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.LaneStatus;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationCommand;
import dev.waybill.schemas.OperationDispatch;
import dev.waybill.schemas.OperationEvent;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Resource;
import dev.waybill.schemas.ResourceIdentity;
import dev.waybill.schemas.WaitReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Commands, references between operations, and what is told of lanes. */
class OperationCommandsTest {

  private final Fakes.Output output = new Fakes.Output();
  private final OperationLanes lanes =
      new OperationLanes(TOPICS, new ContractCheck(new ContractSchemas()));

  @BeforeEach
  void start() {
    lanes.start(output, new Fakes.MapRows());
    Fakes.register(lanes, Json.write(connection(PARTNER, 1)));
  }

  @Test
  void commandsBecomeEventsOfTheEngine() {
    UUID operation = UUID.randomUUID();
    LaneId lane = new LaneId(CONNECTION);
    ItemId item = new ItemId(operation);
    assertThat(command(PARTNER, CommandType.CANCEL, operation, null))
        .isEqualTo(new CommandResult.Engine(new LaneEvent.ItemCancelled(lane, item)));
    assertThat(command(PARTNER, CommandType.EXPEDITE, operation, null))
        .isEqualTo(new CommandResult.Engine(new LaneEvent.ItemExpedited(lane, item)));
    assertThat(command(PARTNER, CommandType.RETRY, operation, 2))
        .isEqualTo(new CommandResult.Engine(new LaneEvent.ItemRetried(lane, item, 2)));
  }

  @Test
  void aStrangersCommandIsRefused() {
    assertThat(command(STRANGER, CommandType.CANCEL, UUID.randomUUID(), null))
        .isInstanceOf(CommandResult.Malformed.class);
  }

  @Test
  void aCommandThatLacksSomethingIsMalformedWithItsName() {
    for (String field : List.of("connection_id", "partner_id", "type", "operation_id", "run")) {
      ObjectNode command =
          Json.mapper().valueToTree(command(CommandType.RETRY, PARTNER, UUID.randomUUID(), 1));
      command.remove(field);
      assertThat(lanes.routeCommand(commandRecord(Json.write(command))))
          .as(field)
          .isInstanceOfSatisfying(
              Routing.Malformed.class, malformed -> assertThat(malformed.reason()).contains(field));
    }
    assertThat(lanes.routeCommand(commandRecord("garbage".getBytes(UTF_8))))
        .isInstanceOf(Routing.Malformed.class);
  }

  @Test
  void anUpdateMayNameTheOperationThatCreatesItsResource() {
    Item create = accept(ofVehicle(OperationType.CREATE, null, vehicle()));
    UUID operation = create.id().value();
    Item update = accept(ofVehicle(OperationType.UPDATE, operation, vehicle()));
    assertThat(update.placement().references()).containsExactly(Reference.to(create.id()));
    assertThat(update.placement().orderKey()).isEqualTo("vehicle/" + operation);

    succeed(create, "veh_1");
    OperationDispatch dispatch = dispatch(update);
    assertThat(dispatch.sourceId()).isEqualTo("veh_1");
    UUID resource = event(EventTypes.SUCCEEDED).resourceId();
    assertThat(resource).isNotNull();
    Item later = accept(ofVehicle(OperationType.UPDATE, resource, vehicle()));
    assertThat(later.placement().orderKey())
        .as("one order, whichever name")
        .isEqualTo("vehicle/" + operation);
    assertThat(later.placement().references()).isEmpty();
    lanes.ended(ended(update, Ending.Kind.SUCCEEDED, "", List.of(success(update, "veh_1"))));
    assertThat(event(EventTypes.SUCCEEDED).resourceId()).isEqualTo(resource);
  }

  @Test
  void whatWasRefusedForItsContentIsJudgedAgainWhenItIsRunAgain() {
    ObjectNode wrong = vehicle().put("vehicle_name", 7);
    InboundRecord record =
        Fakes.record(
            TOPICS.operationRequested(),
            CONNECTION,
            Json.write(ofVehicle(OperationType.CREATE, null, wrong)));
    Item item = ((Admission.Fail) lanes.admit(record, NOW)).item();

    assertThat(lanes.prepare(item, new Progress(2, 1, 0), NOW))
        .isInstanceOfSatisfying(
            Preparation.Refused.class,
            refused -> assertThat(refused.reason()).contains("/payload/vehicle_name"));
  }

  @Test
  void whatWasTaughtBeforeItWasCreatedKeepsItsPlaceInTheOrder() {
    UUID taught = UUID.randomUUID();
    ResourceIdentity identity = new ResourceIdentity(CONNECTION, Resource.VEHICLE, taught, "veh_1");
    OperationCommand lesson =
        new OperationCommand(
            UUID.randomUUID(),
            PARTNER,
            CONNECTION,
            CommandType.TEACH_IDENTITY,
            NOW,
            identity,
            null,
            null);
    lanes.command(commandRecord(Json.write(lesson)), NOW);
    Item before = accept(ofVehicle(OperationType.UPDATE, taught, vehicle()));
    Item create = accept(ofVehicle(OperationType.CREATE, null, vehicle()));
    succeed(create, "veh_1");
    assertThat(event(EventTypes.SUCCEEDED).resourceId()).isEqualTo(taught);

    for (UUID name : List.of(taught, create.id().value())) {
      Item later = accept(ofVehicle(OperationType.UPDATE, name, vehicle()));
      assertThat(later.placement().orderKey())
          .as("one order, whichever name")
          .isEqualTo(before.placement().orderKey());
    }
  }

  @Test
  void aSynchronousRequestIsAnExpressItem() {
    Item item =
        accept(of(Resource.VEHICLE, OperationType.CREATE, null, vehicle(), NOW.plusSeconds(5)));
    assertThat(item.placement().startBy()).isEqualTo(NOW.plusSeconds(5));
  }

  @Test
  void endsThatTheEngineDecidesHaveTheirCodes() {
    Map<Ending.Kind, FailureCode> codes =
        Map.of(
            Ending.Kind.CANCELLED,
            FailureCode.CANCELLED,
            Ending.Kind.DEPENDENCY_FAILED,
            FailureCode.DEPENDENCY_FAILED,
            Ending.Kind.BUSY,
            FailureCode.BUSY,
            Ending.Kind.UNAUTHORIZED,
            FailureCode.UNAUTHORIZED);
    codes.forEach((kind, code) -> {
      Item item = accept(ofVehicle(OperationType.CREATE, null, vehicle()));
      lanes.ended(ended(item, kind, "why", List.of()));
      assertThat(event(EventTypes.FAILED).failure())
          .satisfies(failure -> assertThat(failure.code()).isEqualTo(code));
    });
  }

  @Test
  void aCancellationThatCameTooLateIsTold() {
    Item item = accept(ofVehicle(OperationType.CREATE, null, vehicle()));
    Ending done = new Ending(Ending.Kind.SUCCEEDED, "");
    lanes.ended(new Ended(item, FIRST, done, NOW, List.of(success(item, "veh_1")), true));
    assertThat(event(EventTypes.SUCCEEDED).warnings())
        .singleElement()
        .asString()
        .contains("cancellation");
  }

  @Test
  void createdSaysWhatIsWaitedForAndRetriedThatItGoesOn() {
    Item item = accept(ofVehicle(OperationType.CREATE, null, vehicle()));
    lanes.accepted(item, Waiting.Reason.ORDER);
    assertThat(event(EventTypes.CREATED).state().reason()).isEqualTo(WaitReason.ORDER);
    lanes.runAgain(item, 2, NOW.plusSeconds(9));
    assertThat(event(EventTypes.RETRIED).run()).isEqualTo(2);
    assertThat(event(EventTypes.RETRIED).failure()).isNull();
  }

  @Test
  void theStatusOfALaneIsTold() {
    Waiting waiting = new Waiting(Waiting.Reason.BREAKER, NOW.plusSeconds(5));
    Limits limits = Limits.perSecond(2, 3, 4, Duration.ofSeconds(30));
    LaneId lane = new LaneId(CONNECTION);
    LaneSnapshot snapshot =
        new LaneSnapshot(
            7, 1, NOW.minusSeconds(60), waiting, BreakerState.OPEN, limits, true, false);
    lanes.status(lane, snapshot, NOW);
    byte[] value = output.on(TOPICS.laneStatus()).getLast().value();
    assertThat(value).isNotNull();
    LaneStatus status = Json.read(value, LaneStatus.class);
    assertThat(status.depth()).isEqualTo(7);
    assertThat(status.suspended()).isTrue();
    assertThat(status.reason()).isEqualTo(WaitReason.BREAKER);
    assertThat(status.until()).isEqualTo(NOW.plusSeconds(5));
    assertThat(status.limits()).isEqualTo(new ConnectionLimits(2, 3, 4));
    lanes.status(lane, null, NOW);
    assertThat(output.on(TOPICS.laneStatus()).getLast().value()).isNull();
    assertThat(output.on(TOPICS.laneStatus())).hasSize(2);
    lanes.status(new LaneId(UUID.randomUUID()), null, NOW);
    assertThat(output.on(TOPICS.laneStatus())).as("of nobody's connection nothing").hasSize(2);
  }

  private CommandResult command(
      UUID partner, CommandType type, UUID operation, @Nullable Integer run) {
    InboundRecord record = commandRecord(Json.write(command(type, partner, operation, run)));
    assertThat(lanes.routeCommand(record)).isEqualTo(new Routing.Belongs(new LaneId(CONNECTION)));
    return lanes.command(record, NOW);
  }

  private static OperationCommand command(
      CommandType type, UUID partner, UUID operation, @Nullable Integer run) {
    return new OperationCommand(
        UUID.randomUUID(), partner, CONNECTION, type, NOW, null, operation, run);
  }

  private static InboundRecord commandRecord(byte[] value) {
    return Fakes.record(TOPICS.operationCommands(), CONNECTION, value);
  }

  private Item accept(OperationRequest request) {
    InboundRecord record =
        Fakes.record(TOPICS.operationRequested(), CONNECTION, Json.write(request));
    return ((Admission.Accept) lanes.admit(record, NOW)).item();
  }

  private OperationDispatch dispatch(Item item) {
    Preparation.Ready ready = (Preparation.Ready) lanes.prepare(item, FIRST, NOW);
    return Json.read(ready.payload(), OperationDispatch.class);
  }

  private void succeed(Item item, String sourceId) {
    lanes.ended(ended(item, Ending.Kind.SUCCEEDED, "", List.of(success(item, sourceId))));
  }

  private Operation event(String type) {
    return output.on(TOPICS.operationEvents()).stream()
        .map(record -> Json.read(record.value(), OperationEvent.class))
        .filter(event -> event.type().equals(type))
        .reduce((first, second) -> second)
        .orElseThrow()
        .data();
  }

  private static OperationRequest ofVehicle(
      OperationType type, @Nullable UUID resourceId, ObjectNode payload) {
    return of(Resource.VEHICLE, type, resourceId, payload, null);
  }

  private static OperationRequest of(
      Resource resource,
      OperationType type,
      @Nullable UUID resourceId,
      ObjectNode payload,
      @Nullable Instant syncUntil) {
    return new OperationRequest(
        UUID.randomUUID(),
        PARTNER,
        CONNECTION,
        resource,
        type,
        resourceId,
        payload,
        NOW,
        syncUntil,
        null,
        null,
        syncUntil == null ? null : true,
        null,
        null);
  }
}
