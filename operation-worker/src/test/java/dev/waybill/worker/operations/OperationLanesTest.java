package dev.waybill.worker.operations;

import static dev.waybill.worker.operations.Samples.CONNECTION;
import static dev.waybill.worker.operations.Samples.FIRST;
import static dev.waybill.worker.operations.Samples.NOW;
import static dev.waybill.worker.operations.Samples.PARTNER;
import static dev.waybill.worker.operations.Samples.STRANGER;
import static dev.waybill.worker.operations.Samples.TOPICS;
import static dev.waybill.worker.operations.Samples.asked;
import static dev.waybill.worker.operations.Samples.connection;
import static dev.waybill.worker.operations.Samples.ended;
import static dev.waybill.worker.operations.Samples.success;
import static dev.waybill.worker.operations.Samples.vehicle;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.lane.core.Ending;
import dev.waybill.lane.core.Item;
import dev.waybill.lane.core.Preparation;
import dev.waybill.lane.core.Waiting;
import dev.waybill.lane.host.Admission;
import dev.waybill.lane.host.CommandResult;
import dev.waybill.lane.host.InboundRecord;
import dev.waybill.lane.host.Registration;
import dev.waybill.lane.host.Routing;
import dev.waybill.runtime.validation.ContractSchemas;
import dev.waybill.schemas.CommandType;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.FailureCode;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationCommand;
import dev.waybill.schemas.OperationDispatch;
import dev.waybill.schemas.OperationEvent;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.OperationStatus;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Resource;
import dev.waybill.schemas.ResourceIdentity;
import dev.waybill.schemas.TopicPlan;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class OperationLanesTest {

  private final Fakes.Output output = new Fakes.Output();
  private final OperationLanes lanes =
      new OperationLanes(TOPICS, new ContractCheck(new ContractSchemas()));

  @BeforeEach
  void start() {
    lanes.start(output, new Fakes.MapRows());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "~~ | without a value",
        "garbage | not an operation request",
        "[] | not an operation request",
        "null | not an operation request",
        "{} | id is missing",
        "{\"id\":\"not-a-uuid\"} | not an operation request",
      })
  void whatCannotBeReadIsMalformedWithTheReason(String value, String reason) {
    assertThat(lanes.route(request(value.getBytes(UTF_8))))
        .isInstanceOfSatisfying(
            Routing.Malformed.class, malformed -> assertThat(malformed.reason()).contains(reason));
  }

  @Test
  void whatIsTooLargeToBeToldOnIsMalformed() {
    byte[] tooLarge = new byte[TopicPlan.MAX_REQUEST_BYTES + 1];
    assertThat(lanes.route(request(tooLarge)))
        .isInstanceOfSatisfying(
            Routing.Malformed.class,
            malformed -> assertThat(malformed.reason()).contains("at most"));
  }

  @Test
  void aRequestBelongsToTheLaneOfItsConnection() {
    assertThat(lanes.route(request(Json.write(create(PARTNER, vehicle())))))
        .isInstanceOfSatisfying(
            Routing.Belongs.class,
            belongs -> assertThat(belongs.lane().value()).isEqualTo(CONNECTION));
  }

  @Test
  void aStrangersRequestIsRefused() {
    register(connection(PARTNER, 1));
    assertThat(admit(create(STRANGER, vehicle())))
        .isInstanceOfSatisfying(
            Admission.Refuse.class,
            refuse -> assertThat(refuse.reason()).contains("not one of partner"));
  }

  @Test
  void aPayloadThatDoesNotFitFailsTheOperationOfItsOwner() {
    register(connection(PARTNER, 1));
    ObjectNode payload = vehicle().put("wheels", 4).put("model_year", "new");
    Admission admission = admit(create(PARTNER, payload));
    assertThat(admission)
        .isInstanceOfSatisfying(
            Admission.Fail.class,
            fail ->
                assertThat(fail.reason())
                    .contains("/payload/wheels")
                    .contains("/payload/model_year"));
    Admission.Fail fail = (Admission.Fail) admission;
    lanes.ended(ended(fail.item(), Ending.Kind.REFUSED, fail.reason(), List.of()));
    assertThat(event(EventTypes.FAILED).failure())
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(FailureCode.INVALID_REQUEST));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"driver_id\":{}}",
        "{\"recipient_ids\":[{},[]]}",
        "{\"sender_id\":\"\\ud800\"}",
        "{\"x\":1e999999999}",
        "DEEP",
        "\"text\"",
      })
  void aFailedOperationCanBeToldOfWhateverItsPayloadWas(String payload) {
    register(connection(PARTNER, 1));
    String deep = "{\"a\":" + "[".repeat(498) + "]".repeat(498) + "}";
    byte[] plain = Json.write(create(PARTNER, Json.mapper().createObjectNode().put("HERE", 1)));
    String value =
        new String(plain, UTF_8).replace("{\"HERE\":1}", payload.equals("DEEP") ? deep : payload);
    InboundRecord record = request(value.getBytes(UTF_8));

    if (lanes.route(record) instanceof Routing.Belongs
        && lanes.admit(record, NOW) instanceof Admission.Fail fail) {
      lanes.accepted(fail.item(), Waiting.Reason.NONE);
      lanes.ended(ended(fail.item(), Ending.Kind.REFUSED, fail.reason(), List.of()));
      assertThat(event(EventTypes.FAILED).id()).isEqualTo(fail.item().id().value());
    }
  }

  @Test
  void aConnectionThatCannotBeUsedChangesNothing() {
    register(connection(PARTNER, 1));
    for (String field :
        List.of("partner_id", "source_name", "settings", "limits", "retry", "ordering", "status")) {
      ObjectNode broken = Json.mapper().valueToTree(connection(PARTNER, 2));
      broken.remove(field);
      assertThat(register(broken)).as(field).isInstanceOf(Registration.Malformed.class);
    }
    for (String tooMuch : List.of("expires_after_s", "max_delay_ms")) {
      ObjectNode broken = Json.mapper().valueToTree(connection(PARTNER, 2));
      broken.withObject("/retry").put(tooMuch, Long.MAX_VALUE);
      assertThat(register(broken)).as(tooMuch).isInstanceOf(Registration.Malformed.class);
    }
    assertThat(register(connection(PARTNER, 2))).isInstanceOf(Registration.Configure.class);
  }

  @Test
  void aConnectionIsNotNotedBeforeItIsKnownToBelongHere() {
    InboundRecord record =
        Fakes.record(TOPICS.connectionRegistry(), CONNECTION, Json.write(connection(PARTNER, 1)));
    assertThat(lanes.register(record)).isInstanceOf(Registration.Configure.class);
    assertThat(admit(create(STRANGER, vehicle()))).isInstanceOf(Admission.Accept.class);
    lanes.registered(record);
    assertThat(admit(create(STRANGER, vehicle()))).isInstanceOf(Admission.Refuse.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, Long.MIN_VALUE})
  void aConnectionVersionThatCannotBeIsRefusedWithAReason(long version) {
    ObjectNode request = Json.mapper().valueToTree(create(PARTNER, vehicle()));
    request.put("connection_version", version);
    InboundRecord record = request(Json.write(request));
    assertThat(lanes.route(record)).isInstanceOf(Routing.Belongs.class);
    assertThat(lanes.admit(record, NOW))
        .isInstanceOfSatisfying(
            Admission.Refuse.class,
            refuse -> assertThat(refuse.reason()).contains("/connection_version"));
    register(connection(PARTNER, 1));
    assertThat(lanes.admit(record, NOW))
        .isInstanceOfSatisfying(
            Admission.Fail.class,
            fail -> assertThat(fail.reason()).contains("/connection_version"));
  }

  @Test
  void aReportWhoseNoteCannotBeReadStillEndsTheOperation() {
    register(connection(PARTNER, 1));
    Item item = accept(create(PARTNER, vehicle()));
    List<byte[]> garbage = List.of("garbage".getBytes(UTF_8), "null".getBytes(UTF_8));
    lanes.ended(ended(item, Ending.Kind.REJECTED, "no", garbage));
    assertThat(event(EventTypes.FAILED).logs()).isEmpty();
    lanes.ended(ended(item, Ending.Kind.SUCCEEDED, "", garbage));
    assertThat(event(EventTypes.SUCCEEDED).sourceId()).isNull();
  }

  @Test
  void anIdentityIsTaughtOnTheCommandsOwnConnectionOnly() {
    register(connection(PARTNER, 1));
    ResourceIdentity elsewhere =
        new ResourceIdentity(UUID.randomUUID(), Resource.VEHICLE, UUID.randomUUID(), "x");
    assertThat(teach(PARTNER, elsewhere)).isInstanceOf(CommandResult.Malformed.class);
  }

  @Test
  void anUpdateOfNothingFailsSoThatNobodyWaits() {
    register(connection(PARTNER, 1));
    OperationRequest request =
        asked(PARTNER, Resource.VEHICLE, OperationType.UPDATE, null, vehicle());
    assertThat(admit(request))
        .isInstanceOfSatisfying(
            Admission.Fail.class, fail -> assertThat(fail.reason()).contains("/resource_id"));
  }

  @Test
  void updatesOfOneResourceAreOrderedAndCreatesAreNot() {
    UUID vehicle = UUID.randomUUID();
    assertThat(accept(update(vehicle)).placement().orderKey()).isEqualTo("vehicle/" + vehicle);
    assertThat(accept(create(PARTNER, vehicle())).placement().orderKey()).isEmpty();
  }

  @Test
  void anAcceptedOperationIsAnnouncedAsPending() {
    register(connection(PARTNER, 1));
    Item item = accept(create(PARTNER, vehicle()));
    lanes.accepted(item, Waiting.Reason.NONE);
    Operation operation = event(EventTypes.CREATED);
    assertThat(operation.status()).isEqualTo(OperationStatus.PENDING);
    assertThat(operation.id()).isEqualTo(item.id().value());
    assertThat(operation.fleetRef()).isEqualTo("fleet-7");
    assertThat(operation.sourceName()).isEqualTo("simulator");
    assertThat(output.published.getFirst().key()).isEqualTo(CONNECTION.toString().getBytes(UTF_8));
  }

  @Test
  void aSuccessfulCreateMakesItsResourceKnownForUpdates() {
    register(connection(PARTNER, 1));
    Item create = accept(create(PARTNER, vehicle()));
    lanes.ended(ended(create, Ending.Kind.SUCCEEDED, "", List.of(success(create, "tsp-1"))));
    Operation created = event(EventTypes.SUCCEEDED);
    assertThat(created.sourceId()).isEqualTo("tsp-1");
    UUID resourceId = created.resourceId();
    assertThat(resourceId).isNotNull();
    assertThat(output.on(TOPICS.resourceIdentity())).hasSize(1);

    Item update = accept(update(resourceId));
    assertThat(lanes.prepare(update, FIRST, NOW))
        .isInstanceOfSatisfying(
            Preparation.Ready.class,
            ready ->
                assertThat(Json.read(ready.payload(), OperationDispatch.class).sourceId())
                    .isEqualTo("tsp-1"));
  }

  @Test
  void aResourceHasTheSameIdHoweverOftenItIsCreated() {
    assertThat(Ids.resource(CONNECTION, Resource.VEHICLE, "x"))
        .isEqualTo(Ids.resource(CONNECTION, Resource.VEHICLE, "x"))
        .isNotEqualTo(Ids.resource(CONNECTION, Resource.TRAILER, "x"))
        .isNotEqualTo(Ids.resource(PARTNER, Resource.VEHICLE, "x"));
  }

  @Test
  void anUpdateOfAnUnknownResourceIsRefusedBeforeItIsSent() {
    register(connection(PARTNER, 1));
    Item update = accept(update(UUID.randomUUID()));
    Preparation.Refused refused = (Preparation.Refused) lanes.prepare(update, FIRST, NOW);
    lanes.ended(ended(update, Ending.Kind.REFUSED, refused.reason(), List.of()));
    assertThat(event(EventTypes.FAILED).failure())
        .satisfies(failure -> {
          assertThat(failure.code()).isEqualTo(FailureCode.INVALID_REQUEST);
          assertThat(failure.message()).contains("is not known on this connection");
        });
  }

  @Test
  void whoCameBeforeAStrangersConnectionWasKnownLearnsNoMoreThanThat() {
    Item item = accept(create(STRANGER, vehicle()));
    register(connection(PARTNER, 1));
    Preparation.Refused refused = (Preparation.Refused) lanes.prepare(item, FIRST, NOW);
    lanes.ended(ended(item, Ending.Kind.REFUSED, refused.reason(), List.of()));
    Operation operation = event(EventTypes.FAILED);
    assertThat(operation.failure())
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(FailureCode.UNKNOWN_CONNECTION));
    assertThat(operation.fleetRef()).isNull();
  }

  @Test
  void onlyTheOwnerTeaches() {
    register(connection(PARTNER, 1));
    assertThat(
            teach(
                STRANGER,
                new ResourceIdentity(CONNECTION, Resource.USER, UUID.randomUUID(), "driver-9")))
        .isInstanceOf(CommandResult.Malformed.class);
    assertThat(output.published).isEmpty();
  }

  @Test
  void theFirstOwnerKeepsTheConnectionAndOldNewsIsNoNews() {
    assertThat(register(connection(PARTNER, 2))).isInstanceOf(Registration.Configure.class);
    assertThat(register(connection(STRANGER, 3))).isInstanceOf(Registration.Malformed.class);
    assertThat(register(connection(PARTNER, 1))).isInstanceOf(Registration.Ignore.class);
    assertThat(register(connection(PARTNER, 3))).isInstanceOf(Registration.Configure.class);
  }

  @Test
  void aCopyOfAnEventHasTheSameIdAndItsTimeInFront() {
    UUID operation = UUID.randomUUID();
    UUID id = Ids.event(NOW, operation, EventTypes.CREATED, 1, 0);
    assertThat(id)
        .isEqualTo(Ids.event(NOW, operation, EventTypes.CREATED, 1, 0))
        .isNotEqualTo(Ids.event(NOW, operation, EventTypes.CREATED, 2, 0));
    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
  }

  private Operation event(String type) {
    return output.on(TOPICS.operationEvents()).stream()
        .map(record -> Json.read(record.value(), OperationEvent.class))
        .filter(event -> event.type().equals(type))
        .map(OperationEvent::data)
        .findFirst()
        .orElseThrow();
  }

  private Registration register(Connection connection) {
    return Fakes.register(lanes, Json.write(connection));
  }

  private Registration register(ObjectNode connection) {
    return Fakes.register(lanes, Json.write(connection));
  }

  private CommandResult teach(UUID partner, ResourceIdentity identity) {
    OperationCommand command =
        new OperationCommand(
            UUID.randomUUID(), partner, CONNECTION, CommandType.TEACH_IDENTITY, NOW, identity);
    return lanes.command(
        Fakes.record(TOPICS.operationCommands(), CONNECTION, Json.write(command)), NOW);
  }

  private Admission admit(OperationRequest request) {
    return lanes.admit(request(Json.write(request)), NOW);
  }

  private Item accept(OperationRequest request) {
    return ((Admission.Accept) admit(request)).item();
  }

  private static InboundRecord request(byte[] value) {
    return Fakes.record(TOPICS.operationRequested(), CONNECTION, value);
  }

  private static OperationRequest create(UUID partner, ObjectNode payload) {
    return asked(partner, Resource.VEHICLE, OperationType.CREATE, null, payload);
  }

  private static OperationRequest update(UUID resourceId) {
    return asked(PARTNER, Resource.VEHICLE, OperationType.UPDATE, resourceId, vehicle());
  }
}
