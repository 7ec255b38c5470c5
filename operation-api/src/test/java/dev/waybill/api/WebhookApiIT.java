package dev.waybill.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.api.ApiClient.Answer;
import dev.waybill.api.issuer.DevelopmentClient;
import dev.waybill.runtime.secrets.SecretContext;
import dev.waybill.runtime.secrets.SecretException;
import dev.waybill.schemas.DeliveryLog;
import dev.waybill.schemas.DeliveryStatus;
import dev.waybill.schemas.DeliveryTimings;
import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.WebhookEndpoint;
import dev.waybill.schemas.WebhookEvent;
import dev.waybill.schemas.WebhookStatus;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The verbs of webhooks, over HTTP on a real broker. */
final class WebhookApiIT extends ApiCase {
  private static final String MINIMAL =
      "{\"url\":\"http://127.0.0.1:9999/hook\",\"event_names\":[\"resource_operation.*\"]%s}";

  @Test
  void changesWhatAPatchNamesAndNothingElse() {
    JsonNode before = create(",\"headers\":{\"X-A\":\"1\",\"X-B\":\"2\"},\"timeout_ms\":500");
    String path = WEBHOOKS + "/" + before.get("id").asString();
    Answer answer =
        patch(
            path,
            "{\"filters\":{\"fleet_refs\":[\"a\"]},\"limits\":{\"burst\":7},\"timeout_ms\":null,"
                + "\"headers\":{\"X-C\":\"3\"},\"ordering\":\"strict\",\"include_sync\":true}");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    JsonNode after = answer.json();
    assertThat(after.at("/filters/fleet_refs/0").asString()).isEqualTo("a");
    assertThat(after.at("/limits/burst").asInt()).isEqualTo(7);
    assertThat(after.at("/limits/max_in_flight")).isEqualTo(before.at("/limits/max_in_flight"));
    assertThat(after.get("timeout_ms").asLong()).isEqualTo(15_000);
    assertThat(after.get("headers").propertyNames()).containsExactly("X-C");
    assertThat(after.get("version").asInt()).isEqualTo(2);
    assertThat(after.has("secret")).isFalse();
    assertThat(stored(before).headers()).containsExactly(Map.entry("X-C", WebhookEndpoint.MASKED));
    assertThat(stored(before).sealedHeaders()).isNotNull();
    assertThat(stored(before).secrets()).hasSize(1);
    assertProblem(patch(path, "{\"retries\":1}"), 422, "invalid_body");
    assertProblem(patch(path, "{\"event_names\":null}"), 422, "invalid_body");
    assertProblem(patch(path, "{\"url\":\"https://10.0.0.1/\"}"), 422, "invalid_body");
    assertProblem(api.call("PATCH", other, path, "{}"), 404, "webhook_not_found");
  }

  @Test
  void asksForWhatIsSecretAnewWhereTheAddressChanges() {
    JsonNode before = create(",\"headers\":{\"Authorization\":\"Bearer x\"}");
    String path = WEBHOOKS + "/" + before.get("id").asString();
    String moved = "\"url\":\"http://127.0.0.1:9998/hook\"";
    assertThat(patch(path, "{\"url\":\"http://127.0.0.1:9999/other\"}").status()).isEqualTo(200);
    Answer refused = patch(path, "{" + moved + "}");
    assertProblem(refused, 422, "invalid_body");
    assertThat(refused.pointers()).containsExactly("/secret");
    Answer stillRefused = patch(path, "{" + moved + ",\"secret\":null}");
    assertProblem(stillRefused, 422, "invalid_body");
    assertThat(stillRefused.pointers()).containsExactly("/headers");
    Answer answer = patch(path, "{" + moved + ",\"secret\":null,\"headers\":{}}");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(open(stored(before), 0, "http://127.0.0.1:9998"))
        .isEqualTo(answer.json().get("secret").asString())
        .isNotEqualTo(before.get("secret").asString());
    assertThat(stored(before).secrets()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"Host", "webhook-id", "CONTENT-length", "Traceparent", "X-Forwarded-For", "te"})
  void refusesHeadersThatAreReserved(String name) {
    Answer answer =
        api.call(
            "POST", demo, WEBHOOKS, MINIMAL.formatted(",\"headers\":{\"" + name + "\":\"1\"}"));
    assertProblem(answer, 422, "invalid_body");
  }

  @Test
  void refusesHeadersThatDifferByTheCaseOfTheirLettersOnly() {
    String twice = MINIMAL.formatted(",\"headers\":{\"X-A\":\"1\",\"x-a\":\"2\"}");
    assertProblem(api.call("POST", demo, WEBHOOKS, twice), 422, "invalid_body");
  }

  @Test
  void aPartnerHasAThousandWebhooksAtMostNotCountingTheDeleted() throws Exception {
    Answer first = api.call("POST", other, WEBHOOKS, MINIMAL.formatted(""));
    assertThat(first.status()).as(first.body()).isEqualTo(201);
    WebhookEndpoint present = stored(first.json());
    List<WebhookEndpoint> more = new ArrayList<>();
    for (int i = 1; i < 1_000; i++) {
      more.add(copy(present, UUID.randomUUID()));
    }
    write(more);
    // Asking for what is not here yet has the topic read to its end.
    more.forEach(
        one -> assertThat(api.get(other, WEBHOOKS + "/" + one.id()).status()).isEqualTo(200));
    try {
      assertProblem(
          api.call("POST", other, WEBHOOKS, MINIMAL.formatted("")), 409, "too_many_webhooks");
      assertThat(api.call("POST", demo, WEBHOOKS, MINIMAL.formatted("")).status()).isEqualTo(201);
      String one = WEBHOOKS + "/" + present.id();
      assertThat(api.call("DELETE", other, one, null).status()).isEqualTo(204);
      assertThat(api.call("POST", other, WEBHOOKS, MINIMAL.formatted("")).status()).isEqualTo(201);
    } finally {
      write(
          more.stream()
              .map(left -> left.with(WebhookStatus.DELETED, null, left.updatedAt()))
              .toList());
    }
  }

  @Test
  void ofReplaysThatAreAskedForAtTheSameTimeOneIsTaken() throws Exception {
    String path = WEBHOOKS + "/" + create("").get("id").asString() + "/replay";
    List<Future<Answer>> asked = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        asked.add(threads.submit(() -> post(path, "{\"only\":\"all\"}")));
      }
    }
    List<Integer> statuses = new ArrayList<>();
    for (Future<Answer> answer : asked) {
      statuses.add(answer.get().status());
    }
    assertThat(statuses).containsOnlyOnce(202).containsOnly(202, 409);
  }

  @Test
  void pausesAndActivatesAndPingsWhatIsActiveOnly() {
    JsonNode webhook = create("");
    String path = WEBHOOKS + "/" + webhook.get("id").asString();
    Answer paused = post(path + "/pause", null);
    assertThat(paused.json().get("status").asString()).isEqualTo("paused");
    assertThat(paused.json().get("status_reason").asString()).isEqualTo("paused by its owner");
    assertProblem(post(path + "/ping", null), 409, "webhook_not_active");
    Answer active = post(path + "/activate", null);
    assertThat(active.json().get("status").asString()).isEqualTo("active");
    assertThat(active.json().get("status_reason").isNull()).isTrue();
    Answer ping = post(path + "/ping", null);
    assertThat(ping.status()).as(ping.body()).isEqualTo(200);
    UUID id = UUID.fromString(webhook.get("id").asString());
    WebhookEvent event =
        Json.read(newest(api.plan.topics().operationEvents(), id), WebhookEvent.class);
    assertThat(event.id()).hasToString(ping.json().get("event_id").asString());
    assertThat(event.type()).isEqualTo(EventTypes.WEBHOOK_PING);
    assertThat(event.data().partnerId()).isEqualTo(DevelopmentClient.DEMO.partnerId());
    assertThat(new String(newest(api.plan.topics().operationEvents(), id), UTF_8))
        .doesNotContain("ciphertext", "whsec_");
    for (String verb : List.of("/pause", "/activate", "/ping", "/rotate-secret")) {
      assertProblem(api.call("POST", other, path + verb, null), 404, "webhook_not_found");
    }
    for (String read : List.of("/keys", "/deliveries", "/metrics")) {
      assertProblem(api.get(other, path + read), 404, "webhook_not_found");
    }
  }

  @Test
  void rotatesTheSecretWithAnOverlap() {
    JsonNode webhook = create(",\"signature_schemes\":[\"v1\",\"v1a\"]");
    String path = WEBHOOKS + "/" + webhook.get("id").asString();
    Answer rotated = post(path + "/rotate-secret", null);
    assertThat(rotated.status()).as(rotated.body()).isEqualTo(200);
    assertThat(rotated.header("Cache-Control")).isEqualTo("no-store");
    WebhookEndpoint stored = stored(webhook);
    assertThat(stored.secrets())
        .extracting(WebhookEndpoint.SigningSecret::scheme)
        .containsExactly("v1", "v1a", "v1", "v1a");
    assertThat(open(stored, 0, "http://127.0.0.1:9999"))
        .isEqualTo(rotated.json().get("secret").asString());
    assertThat(open(stored, 2, "http://127.0.0.1:9999"))
        .isEqualTo(webhook.get("secret").asString());
    assertThat(stored.secrets().get(2).expiresAt())
        .isBetween(Instant.now().plusSeconds(86_000), Instant.now().plusSeconds(86_400));
    assertThat(stored.secrets().getFirst().expiresAt()).isNull();
    String own = "whsec_" + "A".repeat(32);
    Answer atOnce = post(path + "/rotate-secret", "{\"overlap_s\":0,\"secret\":\"" + own + "\"}");
    assertThat(atOnce.json().get("secret").asString()).isEqualTo(own);
    assertThat(stored(webhook).secrets()).hasSize(2);
    assertProblem(post(path + "/rotate-secret", "{\"overlap_s\":604801}"), 422, "invalid_body");
    assertProblem(
        post(path + "/rotate-secret", "{\"secret\":\"whsec_AAAA\"}"), 422, "invalid_body");
  }

  @Test
  void showsThePublicKeysThatThePrivateOnesBelongTo() throws Exception {
    JsonNode webhook = create(",\"signature_schemes\":[\"v1\",\"v1a\"]");
    String path = WEBHOOKS + "/" + webhook.get("id").asString();
    JsonNode key = api.get(demo, path + "/keys").json().at("/keys/0");
    byte[] both =
        Base64.getDecoder()
            .decode(open(stored(webhook), 1, "http://127.0.0.1:9999").substring("whsk_".length()));
    byte[] raw = java.util.Arrays.copyOfRange(both, 32, 64);
    assertThat(key.get("x").asString())
        .isEqualTo(Base64.getUrlEncoder().withoutPadding().encodeToString(raw));
    assertThat(key.get("public_key").asString())
        .isEqualTo("whpk_" + Base64.getEncoder().encodeToString(raw));
    String pem = key.get("pem").asString().replaceAll("-----[A-Z ]+-----|\\n", "");
    byte[] der = Base64.getDecoder().decode(pem);
    assertThat(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der)))
        .isNotNull();
    var signature = java.security.Signature.getInstance("Ed25519");
    signature.initSign(
        KeyFactory.getInstance("Ed25519")
            .generatePrivate(
                new java.security.spec.EdECPrivateKeySpec(
                    java.security.spec.NamedParameterSpec.ED25519,
                    java.util.Arrays.copyOf(both, 32))));
    signature.update("signed".getBytes(UTF_8));
    byte[] signed = signature.sign();
    signature.initVerify(
        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der)));
    signature.update("signed".getBytes(UTF_8));
    assertThat(signature.verify(signed)).isTrue();
    assertThat(patch(path, "{\"signature_schemes\":[\"v1\"]}").status()).isEqualTo(200);
    assertThat(api.get(demo, path + "/keys").json().get("keys")).isEmpty();
  }

  @Test
  void pagesThroughTheLogOfDeliveriesNewestFirst() {
    JsonNode webhook = create("");
    JsonNode neighbour = create("");
    UUID id = UUID.fromString(webhook.get("id").asString());
    int many = 25;
    for (int i = 0; i < many; i++) {
      deliver(id, i, i % 5 == 0 ? DeliveryStatus.FAILED : DeliveryStatus.SUCCEEDED);
      deliver(UUID.fromString(neighbour.get("id").asString()), i, DeliveryStatus.SUCCEEDED);
    }
    String path = WEBHOOKS + "/" + id + "/deliveries";
    List<JsonNode> pages = new ArrayList<>(List.of(api.get(demo, path + "?size=7").json()));
    while (!pages.getLast().get("next_page").isNull()) {
      String cursor = pages.getLast().get("next_page").asString();
      Answer answer = api.get(demo, path + "?size=7&cursor=" + cursor);
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      pages.add(answer.json());
    }
    List<Integer> seen = new ArrayList<>();
    pages.forEach(
        page -> page.get("items").forEach(line -> seen.add(line.get("duration_ms").asInt())));
    assertThat(seen).hasSize(many).isSortedAccordingTo((a, b) -> b - a).doesNotHaveDuplicates();
    assertThat(pages.getFirst().get("previous_page").isNull()).as("nothing is newer").isTrue();
    for (int i = pages.size() - 1; i > 0; i--) {
      String cursor = pages.get(i).get("previous_page").asString();
      JsonNode before = api.get(demo, path + "?size=7&cursor=" + cursor).json();
      assertThat(before.get("items")).isEqualTo(pages.get(i - 1).get("items"));
      assertThat(before.get("previous_page").isNull()).isEqualTo(i == 1);
    }
    assertThat(api.get(demo, path + "?status=failed").json().get("items")).hasSize(5);
    assertThat(api.get(demo, path + "?event_name=webhook.ping").json().get("items")).isEmpty();
    assertThat(api.get(demo, path + "?from_datetime=2100-01-01T00:00:00Z").json().get("items"))
        .isEmpty();
    assertThat(api.get(demo, path + "?to_datetime=2020-01-01T00:00:00Z").json().get("items"))
        .isEmpty();
    assertProblem(api.get(demo, path + "?cursor=x"), 400, "invalid_cursor");
    assertProblem(api.get(demo, path + "?status=lost"), 400, "invalid_query");
    JsonNode metrics = api.get(demo, WEBHOOKS + "/" + id + "/metrics").json();
    assertThat(metrics.get("attempts").asInt()).isEqualTo(many);
    assertThat(metrics.get("failed").asInt()).isEqualTo(5);
    assertThat(metrics.at("/responses/200").asInt()).isEqualTo(many);
    assertThat(metrics.get("duration_ms_p50").asInt()).isEqualTo(12);
  }

  @Test
  void feedsEventsToTheirPartnerAndWaitsForTheNext() throws Exception {
    String feed = "/v2/notifications/events";
    UUID mine = DevelopmentClient.DEMO.partnerId();
    int many = 30;
    for (int i = 0; i < many; i++) {
      tell(i % 4, i % 3 == 2 ? UUID.randomUUID() : mine, EventTypes.CREATED, "n" + i);
      tell(i % 4, mine, EventTypes.ATTEMPTED, "attempt");
    }
    List<String> seen = new ArrayList<>();
    String cursor = "";
    while (seen.size() < 20) {
      Answer answer = api.get(demo, feed + "?size=7" + cursor);
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      answer.json().get("items").forEach(event -> seen.add(event.at("/data/name").asString("")));
      seen.removeIf(name -> !name.startsWith("n")); // other tests' events
      cursor = "&cursor=" + answer.json().get("next_page").asString();
    }
    assertThat(seen).hasSize(20).doesNotHaveDuplicates();
    String last = cursor;
    Thread later = Thread.ofVirtual().start(() -> tell(1, mine, EventTypes.FAILED, "later"));
    List<String> waited = new ArrayList<>();
    while (!waited.contains("later")) {
      Answer answer = api.get(demo, feed + "?wait_s=20" + last);
      answer.json().get("items").forEach(event -> waited.add(event.at("/data/name").asString("")));
      last = "&cursor=" + answer.json().get("next_page").asString();
    }
    later.join();
    assertThat(waited).doesNotContainAnyElementsOf(seen);
    assertProblem(api.get(demo, feed + "?cursor=AAAA"), 400, "invalid_cursor");
    assertProblem(api.get(demo, feed + "?wait_s=61"), 400, "invalid_query");
  }

  private static void tell(int partition, UUID partner, String type, String name) {
    api.produce(
        api.plan.topics().operationEvents(),
        partition,
        UUID.randomUUID().toString(),
        Json.write(Map.of("type", type, "data", Map.of("partner_id", partner, "name", name))));
  }

  private static void deliver(UUID endpoint, int number, DeliveryStatus status) {
    DeliveryLog line =
        new DeliveryLog(
            UUID.randomUUID(),
            endpoint,
            DevelopmentClient.DEMO.partnerId(),
            UUID.randomUUID(),
            EventTypes.CREATED,
            1,
            status,
            200,
            null,
            (long) number,
            null,
            Instant.now(),
            DeliveryTimings.NONE,
            Map.of(),
            null,
            null);
    api.produce(
        api.plan.topics().webhookDeliveries(),
        api.partition(endpoint),
        endpoint.toString(),
        Json.write(line));
  }

  /** The same subscription under another id. */
  private static WebhookEndpoint copy(WebhookEndpoint endpoint, UUID id) {
    ObjectNode json = Json.mapper().valueToTree(endpoint);
    return Json.mapper().treeToValue(json.put("id", id.toString()), WebhookEndpoint.class);
  }

  private static void write(List<WebhookEndpoint> endpoints) throws Exception {
    try (Producer<byte[], byte[]> producer = api.kafka.producer(Map.of())) {
      List<Future<RecordMetadata>> written = new ArrayList<>();
      for (WebhookEndpoint endpoint : endpoints) {
        byte[] key = endpoint.id().toString().getBytes(UTF_8);
        written.add(
            producer.send(
                new ProducerRecord<>(
                    api.plan.topics().webhookRegistry(),
                    api.partition(endpoint.id()),
                    key,
                    Json.write(endpoint))));
      }
      for (Future<RecordMetadata> one : written) {
        assertThat(one.get().hasOffset()).isTrue();
      }
    }
  }

  private static JsonNode create(String more) {
    Answer created = api.call("POST", demo, WEBHOOKS, MINIMAL.formatted(more));
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    return created.json();
  }

  private static Answer patch(String path, String body) {
    return api.call("PATCH", demo, path, body);
  }

  private static Answer post(String path, @Nullable String body) {
    return api.call("POST", demo, path, body);
  }

  private static WebhookEndpoint stored(JsonNode webhook) {
    UUID id = UUID.fromString(webhook.get("id").asString());
    return Json.read(newest(api.plan.topics().webhookRegistry(), id), WebhookEndpoint.class);
  }

  private static String open(WebhookEndpoint endpoint, int key, String origin) {
    try {
      return new String(
          api.opener.open(
              endpoint.secrets().get(key).secret(),
              SecretContext.webhook(endpoint.partnerId(), endpoint.id(), origin)),
          UTF_8);
    } catch (SecretException e) {
      throw new AssertionError(e);
    }
  }
}
