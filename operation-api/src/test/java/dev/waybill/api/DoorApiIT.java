package dev.waybill.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.api.ApiClient.Answer;
import dev.waybill.api.issuer.DevelopmentClient;
import dev.waybill.schemas.Adapter;
import dev.waybill.schemas.BreakerStatus;
import dev.waybill.schemas.FailureCode;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.LaneStatus;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationEvent;
import dev.waybill.schemas.OperationFailure;
import dev.waybill.schemas.OperationState;
import dev.waybill.schemas.OperationStatus;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Phase;
import dev.waybill.schemas.Priority;
import dev.waybill.schemas.Resource;
import dev.waybill.schemas.WaybillHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the door refuses before anything is written, over HTTP on a real broker. */
class DoorApiIT extends ApiCase {
  private static final String VEHICLES = "/v2/telematics/vehicles";

  private static final String TSPS = "/v2/integrations/tsps";

  /** The default of api.connection_backlog. */
  private static final long FULL = 1_000_000;

  @Test
  void everyAnswerToAGoodTokenTellsTheQuota() {
    Answer read = api.get(demo, "/v2/integrations/connections");
    assertThat(read.header("RateLimit-Limit")).isEqualTo("20000");
    assertThat(read.header("RateLimit-Remaining")).isNotEmpty();
    assertThat(read.header("RateLimit-Reset")).isNotEmpty();
    assertThat(api.get(demo, CONNECTIONS + UUID.randomUUID()).header("RateLimit-Limit"))
        .isEqualTo("20000");
    assertThat(api.get("nonsense", "/v2/integrations/connections").header("RateLimit-Limit"))
        .isEmpty();
  }

  @Test
  void aFullBacklogTakesNothingMoreUntilItIsLess() {
    UUID connection = api.connection(demo, "");
    UUID free = api.connection(demo, "");
    tell(connection, FULL);
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertProblem(create(connection), 429, "backlog_full"));
    Answer refused = create(connection);
    assertThat(refused.header("Retry-After")).isEqualTo("300");
    assertThat(refused.json().get("retry_after_s").asInt()).isEqualTo(300);
    Answer batch =
        api.call(
            "POST",
            demo,
            "/v2/telematics/batch",
            "{\"operations\":[%s,%s]}".formatted(entry(connection), entry(free)));
    JsonNode results = batch.json().get("results");
    assertThat(results.get(0).at("/problem/code").asString()).isEqualTo("backlog_full");
    assertThat(results.get(0).at("/problem/retry_after_s").asInt()).isEqualTo(300);
    assertThat(results.get(1).get("status").asInt()).isEqualTo(202);

    tell(connection, FULL - 1);
    Awaitility.await().atMost(PATIENCE).until(() -> create(connection).status() == 202);
    assertProblem(create(connection), 429, "backlog_full");
  }

  @Test
  void connectionsAndWritesAreHeldToWhatTheirAdapterCanDo() {
    UUID early = api.connection(demo, "");
    assertThat(api.get(demo, TSPS).json().get("items")).isEmpty();
    Adapter adapter = adapter();
    api.produce(api.plan.topics().adapterRegistry(), 0, adapter.sourceName(), Json.write(adapter));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> api.get(demo, TSPS + "/simulator").status() == 200);
    assertThat(api.get(demo, TSPS).json().get("items").get(0))
        .isEqualTo(Json.mapper().valueToTree(adapter));
    assertProblem(api.get(demo, TSPS + "/elsewhere"), 404, "tsp_not_found");

    assertThat(create(early).status()).isEqualTo(202);
    String update = VEHICLES + "/" + UUID.randomUUID();
    assertProblem(
        api.call("PATCH", demo, update, vehicle(early, "Truck")), 501, "not_supported_by_tsp");
    assertProblem(
        api.call("PATCH", demo, update + "?dry_run=true", vehicle(early, "Truck")),
        501,
        "not_supported_by_tsp");
    String entry = entry(early).replace("create", "update\",\"resource_id\":\"" + early);
    Answer batch =
        api.call("POST", demo, "/v2/telematics/batch", "{\"operations\":[%s]}".formatted(entry));
    assertThat(batch.json().at("/results/0/status").asInt()).as(batch.body()).isEqualTo(501);

    assertRefused("{\"source_name\":\"elsewhere\"}", "/source_name");
    assertRefused("{\"source_name\":\"simulator\",\"settings\":{\"base\":1}}", "/settings/base");
    assertRefused(
        "{\"source_name\":\"simulator\",\"credentials\":{\"pin/code\":\"1\"}}",
        "/credentials/pin~1code",
        "/credentials/api_key");
  }

  @Test
  void operatorsPageThroughDeadLettersNewestFirst() {
    for (int i = 0; i < 5; i++) {
      die(i);
    }
    List<String> seen = new ArrayList<>();
    String path = "/v2/ops/dead-letters?topic=operation.requested&reason=NO%20REQUEST&size=2";
    String cursor = "";
    for (int page = 0; page < 3; page++) {
      JsonNode letters = api.get(demo, path + cursor).json();
      letters.get("items").forEach(item -> seen.add(item.get("id").asString()));
      cursor = "&cursor=" + letters.get("next_page").asString("");
    }
    assertThat(cursor).isEqualTo("&cursor=");
    assertThat(seen)
        .containsExactly(
            IntStream.of(4, 3, 2, 1, 0)
                .mapToObj(i -> "operation.requested:1:" + i)
                .toArray(String[]::new));
    assertProblem(
        api.call("POST", demo, "/v2/ops/dead-letters/operation.requested:9:9/redrive", null),
        404,
        "dead_letter_not_found");
    assertProblem(api.get(demo, path + "&cursor=x"), 400, "invalid_cursor");
  }

  @Test
  void whatFailedLongAgoIsNotRetried() {
    UUID connection = api.connection(demo, "");
    Instant now = Instant.now();
    assertProblem(retry(connection, now.minus(Duration.ofDays(15))), 409, "operation_too_old");
    assertThat(retry(connection, now.minus(Duration.ofDays(14))).status()).isEqualTo(202);
  }

  private static Answer retry(UUID connection, Instant failedAt) {
    Operation failed =
        new Operation(
            UUID.randomUUID(),
            DevelopmentClient.DEMO.partnerId(),
            connection,
            null,
            "simulator",
            Resource.VEHICLE,
            OperationType.CREATE,
            Json.mapper().createObjectNode(),
            null,
            null,
            OperationStatus.FAILED,
            failedAt,
            failedAt,
            null,
            List.of(),
            OperationState.of(Phase.DONE),
            new OperationFailure(FailureCode.REJECTED, "no", false),
            1,
            1,
            null,
            failedAt,
            null,
            false,
            Priority.NORMAL,
            List.of());
    api.produce(
        api.plan.topics().operationEvents(),
        api.partition(connection),
        connection.toString(),
        Json.write(
            new OperationEvent(
                UUID.randomUUID(),
                "resource_operation.failed",
                OperationEvent.VERSION,
                failedAt,
                failed)));
    String path = "/v2/resource-operations/" + failed.id();
    Awaitility.await().atMost(PATIENCE).until(() -> api.get(demo, path).status() == 200);
    return api.call("POST", demo, path + "/retry", null);
  }

  private static void die(int offset) {
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(api.plan.topics().operationDeadLetter(), 0, null, new byte[0]);
    Map.of(
            WaybillHeaders.ORIGIN_TOPIC,
            "operation.requested",
            WaybillHeaders.ORIGIN_PARTITION,
            "1",
            WaybillHeaders.ORIGIN_OFFSET,
            "" + offset,
            WaybillHeaders.REASON,
            "this is no request")
        .forEach((name, value) -> letter.headers().add(name, value.getBytes(UTF_8)));
    try (Producer<byte[], byte[]> producer = api.kafka.producer(Map.of())) {
      producer.send(letter).get();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertRefused(String connection, String... pointers) {
    Answer answer = api.call("PUT", demo, CONNECTIONS + UUID.randomUUID(), connection);
    assertProblem(answer, 422, "invalid_body");
    assertThat(answer.pointers()).containsExactly(pointers);
  }

  private static Adapter adapter() {
    return new Adapter(
        "simulator",
        "A TSP that can do little",
        List.of(
            new Adapter.Capability(
                Resource.VEHICLE,
                OperationType.CREATE,
                true,
                true,
                List.of(new Adapter.Field("vehicle_name", false, null)))),
        (ObjectNode) Json.mapper().readTree("{\"type\":\"object\",\"additionalProperties\":false}"),
        List.of(new Adapter.Credential("api_key", true, "Any text.")),
        Instant.parse("2026-11-22T10:15:30Z"));
  }

  private static String entry(UUID connection) {
    return "{\"resource\":\"vehicle\",\"operation_type\":\"create\",\"payload\":%s}"
        .formatted(vehicle(connection, "Truck"));
  }

  private static Answer create(UUID connection) {
    return api.call("POST", demo, VEHICLES, vehicle(connection, "Truck"));
  }

  private static void tell(UUID connection, long depth) {
    LaneStatus status =
        new LaneStatus(
            connection,
            depth,
            0,
            null,
            null,
            null,
            null,
            BreakerStatus.CLOSED,
            false,
            Instant.now());
    api.produce(
        api.plan.topics().laneStatus(),
        api.partition(connection),
        connection.toString(),
        Json.write(status));
  }
}
