package dev.waybill.api.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.ConnectionLimits;
import dev.waybill.schemas.ConnectionStatus;
import dev.waybill.schemas.FailureCode;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationFailure;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.OperationState;
import dev.waybill.schemas.OperationStatus;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Ordering;
import dev.waybill.schemas.PayloadReferences;
import dev.waybill.schemas.Phase;
import dev.waybill.schemas.Priority;
import dev.waybill.schemas.Problem.FieldError;
import dev.waybill.schemas.Resource;
import dev.waybill.schemas.RetryPolicy;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class DryRunsTest {
  private static final UUID DEMO = UUID.randomUUID();
  private static final UUID DRIVER = UUID.randomUUID();
  private static final UUID VEHICLE = UUID.randomUUID();
  private static final Instant NOW = Instant.parse("2026-11-22T10:15:30Z");

  private final Map<UUID, Operation> operations = new HashMap<>();
  private final Map<Identities.Named, String> identities = new HashMap<>();
  private Translator.@Nullable Asked asked;
  private Translator.Result result =
      new Translator.Result.Translated(
          new Translator.Request("POST", "http://tsp/", Map.of("Authorization", "*****"), null),
          List.of("the engine is dropped"));
  private final DryRuns dryRuns =
      new DryRuns(
          (partner, id, connection, wait) -> {
            if (!operations.containsKey(id)) {
              throw new RefusedException(ProblemCode.OPERATION_NOT_FOUND, "no");
            }
            return operations.get(id);
          },
          (partner, connection, wanted) -> {
            Map<Identities.Named, String> found = new HashMap<>(identities);
            found.keySet().retainAll(wanted);
            return found;
          },
          one -> {
            asked = one;
            return result;
          });

  @Test
  void showsTheOperationWithItsTwinsAndTheRequest() {
    identities.put(new Identities.Named(Resource.USER, DRIVER), "drv_1");
    identities.put(new Identities.Named(Resource.VEHICLE, VEHICLE), "veh_1");
    JsonNode shown =
        answer(
            Resource.DVIR_LOG,
            null,
            "{\"driver_id\":\"%s\",\"vehicle_id\":\"%s\"}".formatted(DRIVER, VEHICLE));
    assertThat(shown.at("/payload/source_driver_id").asString()).isEqualTo("drv_1");
    assertThat(shown.at("/payload/source_vehicle_id").asString()).isEqualTo("veh_1");
    assertThat(shown.at("/translated_request/headers/Authorization").asString()).isEqualTo("*****");
    assertThat(shown.get("warnings").valueStream().map(JsonNode::asString))
        .containsExactly("the engine is dropped");
    assertThat(shown.get("status").asString()).isEqualTo("pending");
  }

  @Test
  void updatesWhatIsKnownAndRefusesWhatIsNot() {
    assertThatThrownBy(() -> answer(Resource.VEHICLE, VEHICLE, "{}"))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.code()).isEqualTo(ProblemCode.RESOURCE_NOT_FOUND));
    identities.put(new Identities.Named(Resource.VEHICLE, VEHICLE), "veh_1");
    assertThat(answer(Resource.VEHICLE, VEHICLE, "{}").get("source_id").asString())
        .isEqualTo("veh_1");
    assertThat(asked).isNotNull().extracting(Translator.Asked::sourceId).isEqualTo("veh_1");
  }

  @Test
  void takesTheOperationOfACreateForWhatItMakes() {
    operations.put(DRIVER, create(OperationStatus.SUCCESS));
    String body = "{\"recipient_ids\":[\"%s\",\"%s\"]}".formatted(DRIVER, VEHICLE);
    operations.put(VEHICLE, create(OperationStatus.PENDING));
    JsonNode shown = answer(Resource.GROUP_MESSAGE, null, body);
    assertThat(shown.at("/payload").has("source_recipient_ids")).as("not known yet").isFalse();
    assertThat(asked).isNotNull();
    assertThat(asked.payload().at("/source_recipient_ids").valueStream().map(JsonNode::asString))
        .containsExactly("made_1", VEHICLE.toString());
    assertThat(shown.at("/warnings/0").asString()).contains("waits for operation " + VEHICLE);
    operations.put(VEHICLE, create(OperationStatus.FAILED));
    assertThatThrownBy(() -> answer(Resource.GROUP_MESSAGE, null, body))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.errors().getFirst().pointer()).isEqualTo("/recipient_ids/1"));
  }

  @Test
  void anUpdateMayWaitForItsResource() {
    operations.put(DRIVER, create(OperationStatus.PENDING));
    JsonNode shown = answer(Resource.USER, DRIVER, "{}");
    assertThat(shown.get("source_id").isNull()).isTrue();
    assertThat(asked).isNotNull().extracting(Translator.Asked::sourceId).isEqualTo(DRIVER + "");
  }

  @Test
  void refusesWhatIsNotKnownEachByItsPointer() {
    operations.put(DRIVER, create(OperationStatus.SUCCESS));
    String body = "{\"driver_id\":\"%s\",\"vehicle_id\":\"%s\",\"trailer_id\":\"%s\"}";
    assertThatThrownBy(
            () -> answer(Resource.DVIR_LOG, null, body.formatted(DRIVER, DRIVER, VEHICLE)))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ProblemCode.OPERATION_INVALID);
              assertThat(e.errors())
                  .extracting(FieldError::pointer, FieldError::code)
                  .containsExactly(
                      tuple("/vehicle_id", "unresolved_reference"),
                      tuple("/trailer_id", "unresolved_reference"));
            });
    assertThat(asked).as("asked of the adapter").isNull();
  }

  @Test
  void refusesMoreThanAnOperationWaitsFor() {
    String ids =
        IntStream.range(0, PayloadReferences.MOST_AWAITED + 1)
            .mapToObj(i -> {
              UUID id = UUID.randomUUID();
              operations.put(id, create(OperationStatus.PENDING));
              return "\"" + id + "\"";
            })
            .collect(Collectors.joining(","));
    assertThatThrownBy(
            () -> answer(Resource.GROUP_MESSAGE, null, "{\"recipient_ids\":[" + ids + "]}"))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.errors().getFirst().message()).contains("64 resources at most"));
  }

  @Test
  void tellsWhatTheTspCannotBeAskedAndThatThereIsNoAdapter() {
    result =
        new Translator.Result.Impossible(List.of(new FieldError("/notes", "too_long", "is long")));
    assertThatThrownBy(() -> answer(Resource.VEHICLE, null, "{}"))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ProblemCode.OPERATION_INVALID);
              assertThat(e.errors()).hasSize(1);
            });
    result = new Translator.Result.NoAdapter();
    assertThatThrownBy(() -> answer(Resource.VEHICLE, null, "{}"))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.code()).isEqualTo(ProblemCode.NOT_IMPLEMENTED));
  }

  private JsonNode answer(Resource resource, @Nullable UUID target, String payload) {
    Connection connection = connection();
    OperationRequest request =
        new OperationRequest(
            UUID.randomUUID(),
            DEMO,
            connection.id(),
            resource,
            target == null ? OperationType.CREATE : OperationType.UPDATE,
            target,
            (ObjectNode) Json.mapper().readTree(payload),
            NOW,
            null,
            null,
            1L,
            null,
            null,
            null);
    Object body = dryRuns.answer(new Submissions.Prepared(request, connection)).body();
    return Json.mapper().valueToTree(body);
  }

  private static Operation create(OperationStatus status) {
    return new Operation(
        UUID.randomUUID(),
        DEMO,
        UUID.randomUUID(),
        null,
        "simulator",
        Resource.USER,
        OperationType.CREATE,
        Json.mapper().createObjectNode(),
        null,
        status == OperationStatus.SUCCESS ? "made_1" : null,
        status,
        NOW,
        NOW,
        null,
        List.of(),
        OperationState.of(Phase.DONE),
        status == OperationStatus.FAILED
            ? new OperationFailure(FailureCode.REJECTED, "no", false)
            : null,
        1,
        1,
        null,
        null,
        null,
        false,
        Priority.NORMAL,
        List.of());
  }

  private static Connection connection() {
    return new Connection(
        UUID.randomUUID(),
        DEMO,
        null,
        "simulator",
        null,
        Json.mapper().createObjectNode(),
        null,
        ConnectionLimits.DEFAULT,
        RetryPolicy.DEFAULT,
        30_000,
        Ordering.PER_RESOURCE,
        null,
        ConnectionStatus.ACTIVE,
        null,
        1,
        NOW,
        NOW);
  }
}
