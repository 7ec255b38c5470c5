package dev.waybill.worker.operations;

import static dev.waybill.worker.operations.Samples.CONNECTION;
import static dev.waybill.worker.operations.Samples.FIRST;
import static dev.waybill.worker.operations.Samples.NOW;
import static dev.waybill.worker.operations.Samples.PARTNER;
import static dev.waybill.worker.operations.Samples.TOPICS;
import static dev.waybill.worker.operations.Samples.asked;
import static dev.waybill.worker.operations.Samples.connection;
import static dev.waybill.worker.operations.Samples.ended;
import static dev.waybill.worker.operations.Samples.success;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.lane.core.Ending;
import dev.waybill.lane.core.Item;
import dev.waybill.lane.core.Placement;
import dev.waybill.lane.core.Preparation;
import dev.waybill.lane.core.Reference;
import dev.waybill.lane.core.Waiting;
import dev.waybill.lane.host.Admission;
import dev.waybill.runtime.validation.ContractSchemas;
import dev.waybill.schemas.CommandType;
import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.FailureCode;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationCommand;
import dev.waybill.schemas.OperationDispatch;
import dev.waybill.schemas.OperationEvent;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.PayloadReferences;
import dev.waybill.schemas.Resource;
import dev.waybill.schemas.ResourceIdentity;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Payloads that name other resources: nothing is sent that names what is not known. */
class OperationReferencesTest {
  private static final UUID USER = UUID.randomUUID();

  private final Fakes.Output output = new Fakes.Output();
  private final OperationLanes lanes =
      new OperationLanes(TOPICS, new ContractCheck(new ContractSchemas()));

  @BeforeEach
  void start() {
    lanes.start(output, new Fakes.MapRows());
    Fakes.register(lanes, Json.write(connection(PARTNER, 1)));
    teach(CONNECTION, Resource.USER, USER);
  }

  @Test
  void whatIsKnownIsSentByTheTspsIds() {
    Item item = accept(message(USER, USER));
    assertThat(item.placement().references()).isEmpty();
    JsonNode payload = dispatch(item).payload();
    assertThat(payload.get("source_sender_id").asString()).isEqualTo("driver-9");
    lanes.accepted(item, Waiting.Reason.NONE);
    assertThat(event(EventTypes.CREATED).payload()).isEqualTo(payload);
  }

  @Test
  void whatNamesAnythingUnknownIsNotSentAndSaysWhatAndWhere() {
    UUID stranger = UUID.randomUUID();
    UUID elsewhere = UUID.randomUUID();
    Fakes.register(lanes, Json.write(connection(PARTNER, 1)));
    teach(UUID.randomUUID(), Resource.USER, elsewhere);
    Operation operation = refused(accept(message(stranger, elsewhere)));
    assertThat(operation.failure())
        .satisfies(failure -> {
          assertThat(failure.code()).isEqualTo(FailureCode.INVALID_REQUEST);
          assertThat(failure.message())
              .contains("/payload/sender_id: user " + stranger + " is not known")
              .contains("/payload/recipient_id: user " + elsewhere + " is not known");
        });
    assertThat(operation.payload().propertyNames()).noneMatch(field -> field.startsWith("source_"));
  }

  @Test
  void theCreateOfAnotherKindOfResourceIsNone() {
    Item vehicle =
        accept(asked(PARTNER, Resource.VEHICLE, OperationType.CREATE, null, Samples.vehicle()));
    UUID operation = vehicle.id().value();
    Item item = accept(message(operation, USER));
    assertThat(item.placement().references()).containsExactly(Reference.to(vehicle.id()));
    succeed(vehicle, "veh_1");
    assertThat(refused(item).failure())
        .satisfies(failure -> assertThat(failure.message()).contains("user " + operation));
  }

  @Test
  void whatWaitsForACreateHasItsTwinOnlyOnceThatIsDone() {
    Item driver = accept(user());
    Item item = accept(message(driver.id().value(), USER));
    assertThat(item.placement().references()).containsExactly(Reference.to(driver.id()));
    lanes.accepted(item, Waiting.Reason.REFERENCE);
    Operation waiting = event(EventTypes.CREATED);
    assertThat(waiting.payload().has("source_sender_id")).isFalse();
    assertThat(waiting.payload().get("source_recipient_id").asString()).isEqualTo("driver-9");
    assertThat(waiting.warnings()).isEmpty();

    succeed(driver, "driver-10");
    assertThat(dispatch(item).payload().get("source_sender_id").asString()).isEqualTo("driver-10");
    assertThat(accept(message(driver.id().value(), USER)).placement().references())
        .as("of what is done")
        .isEmpty();
  }

  @Test
  void whatIsRunAgainIsSentOnceItsReferencesWereTaught() {
    UUID late = UUID.randomUUID();
    Item item = accept(message(late, USER));
    assertThat(lanes.prepare(item, FIRST, NOW)).isInstanceOf(Preparation.Refused.class);
    teach(CONNECTION, Resource.USER, late);
    assertThat(lanes.prepare(item, FIRST, NOW)).isInstanceOf(Preparation.Ready.class);
  }

  @Test
  void asManyAsOneMayWaitForAreTakenAndNoMore() {
    assertThat(PayloadReferences.MOST_AWAITED).isEqualTo(Placement.MAX_REFERENCES);
    Item most = accept(groupMessage(Placement.MAX_REFERENCES));
    assertThat(most.placement().references()).hasSize(Placement.MAX_REFERENCES);
    assertThat(admit(groupMessage(Placement.MAX_REFERENCES + 1)))
        .isInstanceOfSatisfying(
            Admission.Fail.class,
            fail ->
                assertThat(fail.reason()).contains("names 65 resources").contains("64 at most"));
  }

  @Test
  void aRefusalStaysShortHoweverMuchIsUnknown() {
    Preparation.Refused refused =
        (Preparation.Refused) lanes.prepare(accept(groupMessage(64)), FIRST, NOW);
    assertThat(refused.reason()).contains("/payload/recipient_ids/19").endsWith("and 44 more");
  }

  private static OperationRequest message(UUID sender, UUID recipient) {
    ObjectNode payload =
        Json.mapper()
            .createObjectNode()
            .put("sender_id", sender.toString())
            .put("recipient_id", recipient.toString());
    return asked(PARTNER, Resource.MESSAGE, OperationType.CREATE, null, payload);
  }

  private static OperationRequest groupMessage(int strangers) {
    ObjectNode payload = Json.mapper().createObjectNode().put("sender_id", USER.toString());
    payload
        .putArray("recipient_ids")
        .addAll(
            IntStream.range(0, strangers)
                .mapToObj(i -> Json.mapper().<JsonNode>valueToTree(UUID.randomUUID()))
                .toList());
    return asked(PARTNER, Resource.GROUP_MESSAGE, OperationType.CREATE, null, payload);
  }

  private static OperationRequest user() {
    ObjectNode payload = Json.mapper().createObjectNode().put("first_name", "Jane");
    return asked(PARTNER, Resource.USER, OperationType.CREATE, null, payload);
  }

  private void teach(UUID connection, Resource resource, UUID id) {
    ResourceIdentity identity = new ResourceIdentity(connection, resource, id, "driver-9");
    lanes.command(
        Fakes.record(
            TOPICS.operationCommands(),
            connection,
            Json.write(
                new OperationCommand(
                    UUID.randomUUID(),
                    PARTNER,
                    connection,
                    CommandType.TEACH_IDENTITY,
                    NOW,
                    identity))),
        NOW);
  }

  private Admission admit(OperationRequest request) {
    return lanes.admit(
        Fakes.record(TOPICS.operationRequested(), CONNECTION, Json.write(request)), NOW);
  }

  private Item accept(OperationRequest request) {
    return ((Admission.Accept) admit(request)).item();
  }

  private OperationDispatch dispatch(Item item) {
    return Json.read(
        ((Preparation.Ready) lanes.prepare(item, FIRST, NOW)).payload(), OperationDispatch.class);
  }

  private Operation refused(Item item) {
    Preparation.Refused refused = (Preparation.Refused) lanes.prepare(item, FIRST, NOW);
    lanes.ended(ended(item, Ending.Kind.REFUSED, refused.reason(), List.of()));
    return event(EventTypes.FAILED);
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
}
