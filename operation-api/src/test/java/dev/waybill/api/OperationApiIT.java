package dev.waybill.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.api.ApiClient.Answer;
import dev.waybill.api.issuer.DevelopmentClient;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationEvent;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.OperationState;
import dev.waybill.schemas.OperationStatus;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Phase;
import dev.waybill.schemas.Priority;
import dev.waybill.schemas.Resource;
import dev.waybill.testing.KafkaFixture;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Operations from their submission to their end, over HTTP on a real broker. */
class OperationApiIT extends ApiCase {
  @Test
  void acceptsAVehicleAndShowsItAtOnce() {
    UUID connection = api.connection(demo, ",\"fleet_ref\":\"acme\"");
    Answer accepted =
        api.call(
            "POST",
            demo,
            "/v2/telematics/vehicles",
            vehicle(connection, "Truck 1"),
            "Waybill-Priority",
            "high");
    assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
    JsonNode operation = accepted.json();
    UUID id = UUID.fromString(operation.get("id").asString());
    assertThat(accepted.header("Location"))
        .isEqualTo(CONNECTIONS + connection + "/resource-operations/" + id);
    assertThat(id.version()).isEqualTo(7);
    assertThat(operation.get("status").asString()).isEqualTo("pending");
    assertThat(operation.get("fleet_ref").asString()).isEqualTo("acme");
    assertThat(operation.get("priority").asString()).isEqualTo("high");
    assertThat(operation.get("payload").has("connection_id")).isFalse();

    Answer read = api.get(demo, accepted.header("Location"));
    assertThat(read.status()).as(read.body()).isEqualTo(200);
    assertThat(read.json()).isEqualTo(operation);
    assertThat(api.get(demo, "/v2/resource-operations/" + id).json()).isEqualTo(operation);
    assertThat(api.get(other, "/v2/resource-operations/" + id).status()).isEqualTo(404);

    ConsumerRecord<String, String> written =
        records(api.plan.topics().operationRequested(), connection).getFirst();
    OperationRequest request = Json.read(written.value().getBytes(UTF_8), OperationRequest.class);
    assertThat(request.id()).isEqualTo(id);
    assertThat(written.partition()).isEqualTo(api.partition(connection));
    assertThat(request.connectionVersion()).isEqualTo(1);
    assertThat(request.partnerId()).isEqualTo(DevelopmentClient.DEMO.partnerId());
  }

  @Test
  void readsEveryAcceptedOperationRightAfterItsAnswer() {
    UUID connection = api.connection(demo, "");
    for (int i = 0; i < 50; i++) {
      Answer accepted =
          api.call("POST", demo, "/v2/telematics/vehicles", vehicle(connection, "Truck " + i));
      assertThat(api.get(demo, accepted.header("Location")).status()).isEqualTo(200);
      assertThat(ids(api.get(demo, OPERATIONS + "?connection_id=" + connection).json()))
          .hasSize(i + 1)
          .contains(accepted.json().get("id").asString());
    }
  }

  @Test
  void filtersByEverythingThatIsDocumented() {
    String fleet = "fleet-" + UUID.randomUUID();
    UUID connection = api.connection(demo, ",\"fleet_ref\":\"%s\"".formatted(fleet));
    Operation created =
        Json.read(
            api.call("POST", demo, "/v2/telematics/vehicles", vehicle(connection, "Truck"))
                .body()
                .getBytes(UTF_8),
            Operation.class);
    UUID target = UUID.randomUUID();
    String updated =
        api.call(
                "PATCH",
                demo,
                "/v2/telematics/vehicles/" + target,
                "{\"connection_id\":\"%s\",\"notes\":\"x\"}".formatted(connection))
            .json()
            .get("id")
            .asString();
    String sourceId = "veh-" + UUID.randomUUID();
    succeed(created, sourceId);
    String create = created.id().toString();
    assertThat(api.get(demo, "/v2/resource-operations/" + create + "?wait_s=20").body())
        .contains(sourceId);
    String both = OPERATIONS + "?connection_id=" + connection + "&";
    assertThat(filtered(both + "source_name=simulator")).containsExactlyInAnyOrder(create, updated);
    assertThat(filtered(both + "source_name=other")).isEmpty();
    assertThat(filtered(OPERATIONS + "?fleet_refs=x&fleet_refs=" + fleet))
        .containsExactlyInAnyOrder(create, updated);
    assertThat(filtered(both + "operation=create")).containsExactly(create);
    assertThat(filtered(both + "operation=update")).containsExactly(updated);
    assertThat(filtered(both + "status=pending")).containsExactly(updated);
    assertThat(filtered(both + "resource=vehicle")).hasSize(2);
    assertThat(filtered(both + "resource=user")).isEmpty();
    assertThat(filtered(OPERATIONS + "?resource_id=" + target)).containsExactly(updated);
    assertThat(filtered(OPERATIONS + "?resource=vehicle&source_id=" + sourceId))
        .containsExactly(create);
    Instant at = created.createdAt();
    assertThat(filtered(both + "to_datetime=" + at)).doesNotContain(create);
    assertThat(filtered(both + "from_datetime=" + at)).contains(create);
    assertThat(filtered(both + "from_datetime=" + at.plusNanos(1_000))).doesNotContain(create);
    assertThat(filtered(both + "to_datetime=" + at.plusNanos(1_000))).contains(create);
  }

  private static List<String> filtered(String path) {
    Answer answer = api.get(demo, path);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return ids(answer.json());
  }

  @Test
  void aStopAnswersWhoWaitsForAnEnd() {
    UUID connection = api.connection(demo, "");
    String body = vehicle(connection, "Truck");
    CompletableFuture<Answer> sync =
        CompletableFuture.supplyAsync(
            () -> api.call("POST", demo, "/v2/telematics/vehicles?is_sync=true", body));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> !filtered(OPERATIONS + "?connection_id=" + connection).isEmpty());
    String id = filtered(OPERATIONS + "?connection_id=" + connection).getFirst();
    api.restart(() -> {
      assertProblem(sync.join(), 504, "not_ended_in_time");
      assertThat(sync.join().json().at("/operation/id").asString()).isEqualTo(id);
    });
  }

  @Test
  void updatesAVehicle() {
    UUID connection = api.connection(demo, "");
    UUID vehicle = UUID.randomUUID();
    Answer accepted =
        api.call(
            "PATCH",
            demo,
            "/v2/telematics/vehicles/" + vehicle,
            "{\"connection_id\":\"%s\",\"notes\":\"x\"}".formatted(connection));
    assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
    assertThat(accepted.json().get("resource_id").asString()).isEqualTo(vehicle.toString());
    assertThat(accepted.json().get("operation_type").asString()).isEqualTo("update");
  }

  @Test
  void showsWhatOtherProducersAskForAndNothingThatIsNotThePartnersOwn() {
    UUID mine = api.connection(demo, "");
    UUID theirs = api.connection(other, "");
    OperationRequest good = request(mine, DevelopmentClient.DEMO.partnerId());
    OperationRequest forged = request(theirs, DevelopmentClient.DEMO.partnerId());
    OperationRequest misplaced = request(mine, DevelopmentClient.DEMO.partnerId());
    String topic = api.plan.topics().operationRequested();
    api.produce(topic, api.partition(theirs), theirs.toString(), Json.write(forged));
    api.produce(topic, api.partition(mine), mine.toString(), "garbage".getBytes(UTF_8));
    api.produce(
        topic,
        (api.partition(mine) + 1) % ApiUnderTest.PARTITIONS,
        mine.toString(),
        Json.write(misplaced));
    api.produce(topic, api.partition(mine), mine.toString(), Json.write(good));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> api.get(demo, "/v2/resource-operations/" + good.id()).status() == 200);
    assertThat(api.get(demo, OPERATIONS + "?connection_id=" + mine).json().get("items")).hasSize(1);
    assertProblem(
        api.get(demo, "/v2/resource-operations/" + forged.id()), 404, "operation_not_found");
    assertProblem(
        api.get(demo, "/v2/resource-operations/" + misplaced.id()), 404, "operation_not_found");
  }

  @Test
  void waitsForTheEndOfAnOperation() throws Exception {
    UUID connection = api.connection(demo, "");
    Answer accepted =
        api.call("POST", demo, "/v2/telematics/vehicles", vehicle(connection, "Truck"));
    Operation pending = Json.read(accepted.body().getBytes(UTF_8), Operation.class);
    CompletableFuture<Answer> waiting =
        CompletableFuture.supplyAsync(
            () -> api.get(demo, accepted.header("Location") + "?wait_s=20"));
    succeed(pending);
    Answer ended = waiting.get();
    assertThat(ended.json().get("status").asString()).isEqualTo("success");
    assertThat(ended.json().get("source_id").asString()).isEqualTo("veh_1");
    assertThat(
            api.get(demo, OPERATIONS + "?status=success&connection_id=" + connection)
                .json()
                .get("items"))
        .hasSize(1);
  }

  @Test
  void listsInPagesForthAndBack() {
    List<UUID> connections = List.of(api.connection(other, ""), api.connection(other, ""));
    List<String> written = new ArrayList<>();
    IntStream.range(0, 7)
        .forEach(i ->
            written.add(
                api.call(
                        "POST",
                        other,
                        "/v2/telematics/vehicles",
                        vehicle(connections.get(i % 2), "T" + i))
                    .json()
                    .get("id")
                    .asString()));
    String query = OPERATIONS + "?resource=vehicle&sort_order=asc&size=3";
    assertThat(ids(api.get(other, OPERATIONS).json())).hasSize(7);
    List<String> seen = new ArrayList<>();
    JsonNode page = api.get(other, query).json();
    assertThat(page.get("previous_page").isNull()).isTrue();
    seen.addAll(ids(page));
    JsonNode second = api.get(other, query + "&cursor=" + page.get("next_page").asString()).json();
    seen.addAll(ids(second));
    JsonNode third = api.get(other, query + "&cursor=" + second.get("next_page").asString()).json();
    seen.addAll(ids(third));
    assertThat(seen).containsExactlyInAnyOrderElementsOf(written);
    assertThat(third.get("next_page").isNull()).isTrue();
    JsonNode back =
        api.get(other, query + "&cursor=" + third.get("previous_page").asString()).json();
    assertThat(ids(back)).isEqualTo(ids(second));
    assertProblem(
        api.get(other, OPERATIONS + "?cursor=" + page.get("next_page").asString()),
        400,
        "invalid_cursor");
    assertProblem(
        api.get(demo, query + "&cursor=" + page.get("next_page").asString()),
        400,
        "invalid_cursor");
  }

  @Test
  void answersNotFoundBehindTheMarkerOfATransaction() throws Exception {
    UUID connection = api.connection(demo, "");
    Map<String, Object> settings = KafkaFixture.shared().clientSettings();
    settings.put("transactional.id", api.plan.topics().prefix() + "mover");
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer
          .send(
              new ProducerRecord<>(
                  api.plan.topics().operationRequested(),
                  api.partition(connection),
                  connection.toString().getBytes(UTF_8),
                  Json.write(request(connection, DevelopmentClient.DEMO.partnerId()))))
          .get();
      producer.abortTransaction();
    }
    assertProblem(
        api.get(demo, CONNECTIONS + connection + "/resource-operations/" + UUID.randomUUID()),
        404,
        "operation_not_found");
  }

  @Test
  void goesOnWhereItWasAfterARestart() {
    UUID connection = api.connection(demo, "");
    Answer accepted =
        api.call("POST", demo, "/v2/telematics/vehicles", vehicle(connection, "Truck"));
    api.restart();
    assertThat(api.get(demo, accepted.header("Location")).json()).isEqualTo(accepted.json());
    assertProblem(
        api.get(demo, CONNECTIONS + connection + "/resource-operations/" + UUID.randomUUID()),
        404,
        "operation_not_found");
    assertThat(api.get(demo, OPERATIONS + "?fleet_refs=nobody").json().get("items").isEmpty())
        .isTrue();
  }

  @Test
  void makesOneOperationOfAllWritesUnderAKey() {
    UUID connection = api.connection(demo, "");
    List<Answer> answers =
        IntStream.range(0, 8)
            .mapToObj(i ->
                CompletableFuture.supplyAsync(() -> keyed("order-1", vehicle(connection, "Truck"))))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();
    assertThat(answers).allSatisfy(a -> assertThat(a.status()).as(a.body()).isEqualTo(202));
    assertThat(answers).extracting(a -> a.json().get("id").asString()).containsOnly(id(answers));
    assertThat(answers).filteredOn(a -> a.header("Idempotent-Replayed").isEmpty()).hasSize(1);
    assertThat(answers.getFirst().json().get("idempotency_key").asString()).isEqualTo("order-1");
    assertThat(api.get(demo, OPERATIONS + "?connection_id=" + connection).json().get("items"))
        .hasSize(1);

    api.restart();
    Answer again = keyed("order-1", vehicle(connection, "Truck"));
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(id(List.of(again))).isEqualTo(id(answers));
    assertProblem(keyed("order-1", vehicle(connection, "Another")), 422, "idempotency_key_reused");
    UUID elsewhere = api.connection(demo, "");
    assertThat(keyed("order-1", vehicle(elsewhere, "Truck")).header("Idempotent-Replayed"))
        .isEmpty();
    assertProblem(keyed("order 1", vehicle(connection, "Truck")), 400, "invalid_header");
  }

  @Test
  void takesOrRefusesEachEntryOfABatchOnItsOwn() {
    UUID connection = api.connection(demo, "");
    String good = entry("create", "", vehicle(connection, "Truck 1"));
    Answer answer =
        batch(
            good,
            entry("create", "", vehicle(connection, "Truck 2").replace("vehicle_name", "name")),
            entry("create", "", vehicle(UUID.randomUUID(), "Truck 3")),
            entry("update", "", vehicle(connection, "Truck 4")),
            "null",
            entry("create", "", vehicle(connection, "x".repeat(300_000))),
            entry(
                "update",
                ",\"resource_id\":\"" + UUID.randomUUID() + "\"",
                vehicle(connection, "Truck 5")));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    List<JsonNode> results = answer.json().get("results").valueStream().toList();
    assertThat(results)
        .extracting(r -> r.get("status").asInt())
        .containsExactly(202, 422, 404, 422, 422, 413, 202);
    assertThat(results.get(1).at("/problem/errors/0/pointer").asString())
        .isEqualTo("/payload/name");
    assertThat(results.get(2).at("/problem/code").asString()).isEqualTo("connection_not_found");
    assertThat(results.get(3).at("/problem/errors/0/pointer").asString()).isEqualTo("/resource_id");
    assertThat(results.get(2).at("/problem/request_id").asString())
        .isEqualTo(answer.header("X-Request-Id"));
    for (int taken : new int[] {0, 6}) {
      String id = results.get(taken).at("/operation/id").asString();
      assertThat(api.get(demo, "/v2/resource-operations/" + id).status()).isEqualTo(200);
    }
    assertThat(records(api.plan.topics().operationRequested(), connection)).hasSize(2);
  }

  @Test
  void takesOrRefusesEachEntryOfABatchByItsConnection() {
    UUID paused = api.connection(demo, "");
    api.call("POST", demo, CONNECTIONS + paused + "/pause", null);
    UUID deleted = api.connection(demo, "");
    api.call("DELETE", demo, CONNECTIONS + deleted, null);
    UUID readOnly = api.connection(demo, ",\"share\":{\"vehicle\":\"read\"}");
    String user =
        "{\"resource\":\"user\",\"operation_type\":\"create\",\"payload\":{\"connection_id\":\"%s\"}}";
    Answer answer =
        batch(
            entry("create", "", vehicle(paused, "x")),
            entry("create", "", vehicle(deleted, "x")),
            entry("create", "", vehicle(readOnly, "x")),
            user.formatted(readOnly),
            entry("create", "", vehicle(api.connection(other, ""), "x")));
    assertThat(answer.json().get("results").valueStream())
        .extracting(r -> r.get("status").asInt())
        .containsExactly(202, 409, 403, 202, 404);
  }

  @Test
  void takesAThousandAtOnceInTheirOrderAndNoMore() {
    UUID connection = api.connection(demo, "");
    String padding = "x".repeat(300);
    String[] entries =
        IntStream.range(0, 1_000)
            .mapToObj(i -> entry("create", "", vehicle(connection, i + padding)))
            .toArray(String[]::new);
    Answer answer = batch(entries);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    List<String> taken =
        answer
            .json()
            .get("results")
            .valueStream()
            .map(r -> r.at("/operation/id").asString())
            .toList();
    assertThat(taken).doesNotHaveDuplicates().hasSize(1_000);
    assertThat(records(api.plan.topics().operationRequested(), connection))
        .extracting(r -> Json.mapper().readTree(r.value()).get("id").asString())
        .isEqualTo(taken);

    String[] many = Arrays.copyOf(entries, 1_001);
    many[1_000] = entries[0];
    assertProblem(batch(many), 422, "invalid_body");
    assertProblem(batch(), 422, "invalid_body");
    assertProblem(
        api.call("POST", demo, "/v2/telematics/batch", "[]", "Idempotency-Key", "k"),
        400,
        "invalid_header");
  }

  private static Answer batch(String... entries) {
    return api.call(
        "POST",
        demo,
        "/v2/telematics/batch",
        "{\"operations\":[" + String.join(",", entries) + "]}");
  }

  private static String entry(String type, String more, String payload) {
    return "{\"resource\":\"vehicle\",\"operation_type\":\"%s\"%s,\"payload\":%s}"
        .formatted(type, more, payload);
  }

  @Test
  void aRepeatIsAnsweredAlsoWhenItCouldNotBeMadeAnyMore() {
    UUID connection = api.connection(demo, "");
    String body = vehicle(connection, "Truck");
    String soon = Instant.now().plusSeconds(2).toString();
    Answer first = lateKeyed(body, soon);
    assertThat(first.status()).as(first.body()).isEqualTo(202);
    Awaitility.await("the deadline")
        .atMost(PATIENCE)
        .until(() -> Instant.now().isAfter(Instant.parse(soon)));
    Answer late = lateKeyed(body, soon);
    assertThat(late.status()).as(late.body()).isEqualTo(202);
    assertThat(late.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(late.json().get("id")).isEqualTo(first.json().get("id"));

    assertThat(api.call("DELETE", demo, CONNECTIONS + connection, null).status()).isEqualTo(204);
    assertThat(lateKeyed(body, soon).header("Idempotent-Replayed")).isEqualTo("true");
    assertProblem(
        api.call(
            "POST",
            demo,
            "/v2/telematics/vehicles",
            vehicle(api.connection(demo, ""), "Truck"),
            "Waybill-Expires-At",
            soon),
        400,
        "invalid_header");
  }

  private static Answer lateKeyed(String body, String expiresAt) {
    return api.call(
        "POST",
        demo,
        "/v2/telematics/vehicles",
        body,
        "Idempotency-Key",
        "late-1",
        "Waybill-Expires-At",
        expiresAt);
  }

  private static Answer keyed(String key, String body) {
    return api.call("POST", demo, "/v2/telematics/vehicles", body, "Idempotency-Key", key);
  }

  private static String id(List<Answer> answers) {
    return answers.getFirst().json().get("id").asString();
  }

  private static OperationRequest request(UUID connection, UUID partner) {
    return new OperationRequest(
        UUID.randomUUID(),
        partner,
        connection,
        Resource.VEHICLE,
        OperationType.CREATE,
        null,
        Json.mapper().createObjectNode(),
        Instant.now(),
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private static void succeed(Operation o) {
    succeed(o, "veh_1");
  }

  private static void succeed(Operation o, String sourceId) {
    Operation ended =
        new Operation(
            o.id(),
            o.partnerId(),
            o.connectionId(),
            o.fleetRef(),
            o.sourceName(),
            o.resource(),
            o.operationType(),
            o.payload(),
            UUID.randomUUID(),
            sourceId,
            OperationStatus.SUCCESS,
            o.createdAt(),
            o.updatedAt().plusMillis(5),
            null,
            List.of(),
            OperationState.of(Phase.DONE),
            null,
            1,
            1,
            null,
            o.expiresAt(),
            null,
            false,
            Priority.NORMAL,
            List.of());
    api.produce(
        api.plan.topics().operationEvents(),
        api.partition(o.connectionId()),
        o.connectionId().toString(),
        Json.write(
            new OperationEvent(
                UUID.randomUUID(),
                "resource_operation.succeeded",
                OperationEvent.VERSION,
                Instant.now(),
                ended)));
  }

  private static List<String> ids(JsonNode page) {
    return page.get("items").valueStream().map(item -> item.get("id").asString()).toList();
  }
}
