package dev.waybill.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.api.ApiUnderTest.Answer;
import dev.waybill.api.issuer.DevelopmentClient;
import dev.waybill.runtime.secrets.SecretContext;
import dev.waybill.schemas.Connection;
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
import dev.waybill.schemas.WebhookEndpoint;
import dev.waybill.testing.KafkaFixture;
import dev.waybill.testing.TopicReader;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Walks the endpoints over HTTP on a real broker. */
class OperationApiIT {
  private static final String CONNECTIONS = "/v2/integrations/connections/";
  private static final String OPERATIONS = "/v2/integrations/connections/resource-operations";
  private static final String WEBHOOKS = "/v2/notifications/webhooks";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir static Path folder;
  private static ApiUnderTest api;
  private static String demo;
  private static String other;

  @BeforeAll
  static void start() {
    api = new ApiUnderTest(folder);
    demo = api.token("demo");
    other = api.token("other");
  }

  @AfterAll
  static void stop() {
    api.close();
  }

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
    }
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
  void refusesBadBodiesEachWithAClearProblem() {
    UUID connection = api.connection(demo, "");
    String path = "/v2/telematics/vehicles";
    assertProblem(api.call("POST", demo, path, "{\"a\":"), 400, "malformed_json");
    assertProblem(api.call("POST", demo, path, ""), 400, "malformed_json");
    assertProblem(api.call("POST", demo, path, "[]"), 422, "invalid_body");
    Answer many =
        api.call(
            "POST",
            demo,
            path,
            "{\"model_year\":\"new\",\"wheels\":4,\"license_plate_country\":\"x\"}");
    assertProblem(many, 422, "invalid_body");
    assertThat(many.pointers())
        .containsExactlyInAnyOrder(
            "/connection_id", "/model_year", "/wheels", "/license_plate_country");
    assertProblem(
        api.call("POST", demo, path, vehicle(UUID.randomUUID(), "x")), 404, "connection_not_found");
    assertProblem(
        api.call("POST", other, path, vehicle(connection, "x")), 404, "connection_not_found");
    String large = vehicle(connection, "x".repeat(256 * 1024));
    assertProblem(api.call("POST", demo, path, large), 413, "body_too_large");
    assertProblem(
        api.send(
            HttpRequest.newBuilder(api.uri(path))
                .header("Authorization", "Bearer " + demo)
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{}"))),
        415,
        "unsupported_media_type");
  }

  @Test
  void stopsReadingABodyThatIsTooLargeAndUnannounced() {
    byte[] endless = new byte[2 * 1024 * 1024];
    Arrays.fill(endless, (byte) ' ');
    Answer answer =
        api.send(
            HttpRequest.newBuilder(api.uri("/v2/telematics/vehicles"))
                .header("Authorization", "Bearer " + demo)
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(endless))));
    assertProblem(answer, 413, "body_too_large");
  }

  @Test
  void refusesWhoIsNotAllowed() {
    String path = "/v2/telematics/vehicles";
    Answer nobody = api.call("POST", null, path, "{}");
    assertProblem(nobody, 401, "unauthenticated");
    assertThat(nobody.header("WWW-Authenticate")).startsWith("Bearer");
    assertProblem(api.call("POST", "nonsense", path, "{}"), 401, "unauthenticated");
    String reader = api.token("demo", "&scope=connection:read");
    Answer forbidden = api.call("POST", reader, path, "{}");
    assertProblem(forbidden, 403, "insufficient_scope");
    assertThat(forbidden.header("WWW-Authenticate")).contains("scope=\"telematics:write\"");
    UUID shared = api.connection(demo, ",\"share\":{\"vehicle\":\"read\"}");
    assertProblem(api.call("POST", demo, path, vehicle(shared, "x")), 403, "read_only_share");
  }

  @Test
  void answersProblemsForPathsMethodsAndQueriesItDoesNotKnow() {
    assertProblem(api.get(demo, "/v2/nothing"), 404, "not_found");
    Answer wrong = api.call("DELETE", demo, "/v2/telematics/vehicles", null);
    assertProblem(wrong, 405, "method_not_allowed");
    assertThat(wrong.header("Allow")).isEqualTo("POST");
    assertProblem(api.call("POST", demo, OPERATIONS, "{}"), 405, "method_not_allowed");
    assertProblem(api.get(demo, OPERATIONS + "?colour=red"), 400, "invalid_query");
    assertProblem(api.get(demo, OPERATIONS + "?size=0"), 400, "invalid_query");
    assertProblem(api.get(demo, OPERATIONS + "?source_id=1"), 400, "invalid_query");
    assertProblem(api.get(demo, OPERATIONS + "?cursor=abc"), 400, "invalid_cursor");
    assertProblem(
        api.call("POST", demo, "/v2/telematics/vehicles?is_sync=true", "{}"),
        501,
        "not_implemented");
    assertProblem(
        api.call("POST", demo, "/v2/telematics/vehicles", "{}", "Waybill-Priority", "urgent"),
        400,
        "invalid_header");
    assertThat(api.get(demo, "/problems").status()).isEqualTo(200);
    assertThat(api.get(demo, "/schemas/resources/vehicle-create.schema.json").status())
        .isEqualTo(200);
  }

  @Test
  void issuesTokensByTheRulesOfOAuth() {
    assertThat(tokenError("grant_type=password")).isEqualTo("unsupported_grant_type");
    assertThat(tokenError("client_id=demo")).isEqualTo("invalid_request");
    assertThat(tokenError("grant_type=client_credentials&client_id=demo&client_secret=no"))
        .isEqualTo("invalid_client");
    assertThat(
            tokenError(
                "grant_type=client_credentials&client_id=demo&client_secret=demo&scope=root"))
        .isEqualTo("invalid_scope");
    assertThat(api.get(demo, "/.well-known/jwks.json").body())
        .contains("RSA")
        .doesNotContain("\"d\"");
  }

  @Test
  void keepsConnectionsWithTheirFirstOwnerAndTheirCredentialsEncrypted() {
    UUID id = UUID.randomUUID();
    String path = CONNECTIONS + id;
    String body =
        "{\"source_name\":\"simulator\",\"settings\":{\"base_url\":\"http://127.0.0.1:8090/x\"},"
            + "\"credentials\":{\"api_key\":\"s3cr3t-value\"}}";
    Answer created = api.call("PUT", demo, path, body);
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    assertThat(created.body()).doesNotContain("s3cr3t").contains("\"credentials\":\"*****\"");
    assertThat(created.json().get("limits").get("burst").asInt()).isEqualTo(10);
    assertProblem(api.call("PUT", other, path, body), 404, "connection_not_found");
    assertProblem(api.get(other, path), 404, "connection_not_found");

    String keeps = body.replaceAll(",\"credentials\".*", ",\"description\":\"d\"}");
    Answer kept = api.call("PUT", demo, path, keeps);
    assertThat(kept.status()).as(kept.body()).isEqualTo(200);
    assertThat(kept.json().get("version").asLong()).isEqualTo(2);
    assertThat(kept.json().get("credentials").asString()).isEqualTo("*****");
    assertProblem(api.call("PUT", demo, path, keeps.replace("8090", "8091")), 422, "invalid_body");
    assertThat(api.get(demo, "/v2/integrations/connections?source_name=simulator").body())
        .contains(id.toString());

    Connection stored =
        Json.read(newest(api.plan.topics().connectionRegistry(), id), Connection.class);
    byte[] secret =
        api.opener.open(
            stored.credentials(),
            SecretContext.credentials(
                DevelopmentClient.DEMO.partnerId(), id, "http://127.0.0.1:8090"));
    assertThat(new String(secret, UTF_8)).isEqualTo("{\"api_key\":\"s3cr3t-value\"}");
  }

  @Test
  void givesAConnectionBackToItsOwnerWhenAnotherProducerTakesIt() {
    UUID id = api.connection(demo, "");
    Connection stands =
        Json.read(newest(api.plan.topics().connectionRegistry(), id), Connection.class);
    String stolen =
        new String(Json.write(stands), UTF_8)
            .replace(
                DevelopmentClient.DEMO.partnerId().toString(),
                DevelopmentClient.OTHER.partnerId().toString());
    api.produce(
        api.plan.topics().connectionRegistry(),
        api.partition(id),
        id.toString(),
        stolen.getBytes(UTF_8));
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(records(api.plan.topics().connectionRegistry(), id)).hasSize(3);
          assertThat(
                  Json.read(newest(api.plan.topics().connectionRegistry(), id), Connection.class))
              .isEqualTo(stands);
        });
    assertThat(api.get(other, CONNECTIONS + id).status()).isEqualTo(404);
    assertThat(api.get(demo, CONNECTIONS + id).status()).isEqualTo(200);
  }

  @Test
  void teachesAnIdentity() {
    UUID connection = api.connection(demo, "");
    UUID user = UUID.randomUUID();
    String path = CONNECTIONS + connection + "/resources/user/" + user;
    Answer taught = api.call("PUT", demo, path, "{\"source_id\":\"u-1\"}");
    assertThat(taught.status()).as(taught.body()).isEqualTo(200);
    assertThat(new String(newest(api.plan.topics().operationCommands(), connection), UTF_8))
        .contains("teach_identity", user.toString(), "u-1");
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
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> api.get(other, OPERATIONS).json().get("items").size() == 7);
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
  void keepsWebhookSecretsToTheirCreation() {
    Answer created =
        api.call(
            "POST",
            demo,
            WEBHOOKS,
            "{\"url\":\"http://127.0.0.1:9999/hook\",\"event_names\":[\"resource_operation.*\"]}");
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    String secret = created.json().get("secret").asString();
    UUID id = UUID.fromString(created.json().get("id").asString());
    assertThat(secret).startsWith("whsec_");
    String path = WEBHOOKS + "/" + id;
    assertThat(api.get(demo, path).json().has("secret")).isFalse();
    assertThat(api.get(demo, WEBHOOKS).body()).contains(id.toString()).doesNotContain(secret);
    assertProblem(api.get(other, path), 404, "webhook_not_found");
    WebhookEndpoint stored =
        Json.read(newest(api.plan.topics().webhookRegistry(), id), WebhookEndpoint.class);
    byte[] opened =
        api.opener.open(
            stored.secrets().getFirst().secret(),
            SecretContext.webhook(DevelopmentClient.DEMO.partnerId(), id, "http://127.0.0.1:9999"));
    assertThat(new String(opened, UTF_8)).isEqualTo(secret);
    assertThat(api.call("DELETE", demo, path, null).status()).isEqualTo(204);
    assertProblem(api.get(demo, path), 404, "webhook_not_found");
    assertProblem(api.call("DELETE", demo, path, null), 404, "webhook_not_found");
  }

  @Test
  void refusesWebhooksThatLeadInside() {
    for (String url :
        List.of(
            "https://10.0.0.1/",
            "http://93.184.216.34/",
            "https://[::ffff:10.0.0.1]/",
            "ftp://x/",
            "https://user@93.184.216.34/",
            "https://169.254.169.254/latest")) {
      Answer answer =
          api.call(
              "POST",
              demo,
              WEBHOOKS,
              "{\"url\":\"%s\",\"event_names\":[\"resource_operation.failed\"]}".formatted(url));
      assertProblem(answer, 422, "invalid_body");
      assertThat(answer.pointers()).contains("/url");
    }
  }

  @Test
  void servesHealthAndMeters() {
    assertThat(api.get(demo, "/health/ready").status()).isEqualTo(200);
    api.get(demo, OPERATIONS);
    assertThat(api.get(demo, "/metrics").body())
        .contains("waybill_api_requests_total{")
        .contains("route=\"" + OPERATIONS + "\"");
  }

  private static String tokenError(String form) {
    return api.send(
            HttpRequest.newBuilder(api.uri("/oauth/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)))
        .json()
        .get("error")
        .asString();
  }

  private static void assertProblem(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.json().get("request_id").asString())
        .isNotEmpty()
        .isEqualTo(answer.header("X-Request-Id"));
  }

  private static String vehicle(UUID connection, String name) {
    return "{\"connection_id\":\"%s\",\"vehicle_name\":\"%s\"}".formatted(connection, name);
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
            "veh_1",
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

  private static List<ConsumerRecord<String, String>> records(String topic, UUID key) {
    try (TopicReader<String> reader =
        TopicReader.ofText(KafkaFixture.shared().bootstrapServers(), topic)) {
      return reader.readToEnd(PATIENCE).stream()
          .filter(record -> key.toString().equals(record.key()))
          .toList();
    }
  }

  private static byte[] newest(String topic, UUID key) {
    return records(topic, key).getLast().value().getBytes(UTF_8);
  }
}
