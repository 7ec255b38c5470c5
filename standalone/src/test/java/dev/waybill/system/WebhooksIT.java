package dev.waybill.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import com.sun.net.httpserver.HttpServer;
import dev.waybill.schemas.Json;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The verbs of webhooks, from the partner's call to what the receiver sees. */
final class WebhooksIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String PATH = "/v2/notifications/webhooks";

  private static final LiveRequests ALL = new LiveRequests();

  private record Got(HttpHeaders headers, String body) {
    String event() {
      return headers.firstValue("webhook-event").orElseThrow();
    }
  }

  private final Partner partner = SharedWaybill.get().partner("demo");
  private final List<Got> got = new CopyOnWriteArrayList<>();
  private final AtomicInteger status = new AtomicInteger(204);
  private final AtomicReference<String> directive = new AtomicReference<>("");
  private HttpServer server;

  @BeforeEach
  void listen() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String body =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            ALL.add(exchange.getRequestHeaders(), body);
            got.add(new Got(HttpHeaders.of(exchange.getRequestHeaders(), (n, v) -> true), body));
            exchange.getResponseHeaders().set("Webhook-Delivery", directive.get());
            exchange.sendResponseHeaders(status.get(), -1);
          }
        });
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  @AfterAll
  static void verifyAll() throws Exception {
    ALL.assertVerifiedByTheNpmPackages();
  }

  @Test
  void aPingIsSignedWithEverySecretOfARotation() throws Exception {
    JsonNode webhook = subscribe(List.of("resource_operation.*"), Map.of());
    String one = PATH + "/" + webhook.get("id").asString();
    String newer = call("POST", one + "/rotate-secret", null).get("secret").asString();
    String event = call("POST", one + "/ping", null).get("event_id").asString();
    Awaitility.await().atMost(LIMIT).until(() -> !got.isEmpty());
    Got ping = got.getFirst();
    assertThat(ping.event()).isEqualTo("webhook.ping");
    assertThat(ping.headers().firstValue("webhook-id")).hasValue(event);
    new Webhook(newer).verify(ping.body(), ping.headers());
    new Webhook(webhook.get("secret").asString()).verify(ping.body(), ping.headers());
    assertThat(Json.mapper().readTree(ping.body()).at("/data/id")).isEqualTo(webhook.get("id"));
    Awaitility.await()
        .atMost(LIMIT)
        .untilAsserted(() ->
            assertThat(call("GET", one + "/deliveries", null).at("/items/0/status").asString())
                .isEqualTo("succeeded"));
    assertThat(call("GET", one + "/metrics", null).get("succeeded").asInt()).isEqualTo(1);
  }

  @Test
  void gone410DisablesAndAnotherWebhookIsToldAndActivatingGoesOn() {
    UUID connection = UUID.randomUUID();
    partner.connect(connection, "hooks-" + connection, Map.of());
    JsonNode watcher = subscribe(List.of("webhook.disabled"), Map.of());
    JsonNode webhook =
        subscribe(
            List.of("resource_operation.succeeded"),
            Map.of("filters", Map.of("connection_ids", List.of(connection))));
    String one = PATH + "/" + webhook.get("id").asString();
    status.set(410);
    partner.ended(connection, partner.createVehicle(connection, "Truck 1"), LIMIT);
    Awaitility.await()
        .atMost(LIMIT)
        .untilAsserted(() ->
            assertThat(call("GET", one, null).get("status").asString()).isEqualTo("disabled"));
    assertThat(call("GET", one, null).get("status_reason").asString())
        .isEqualTo("the endpoint answered 410: it wants no more");
    Awaitility.await()
        .atMost(LIMIT)
        .until(() -> got.stream().anyMatch(g -> g.event().equals("webhook.disabled")));
    status.set(204);
    assertThat(call("POST", one + "/activate", null).get("status").asString()).isEqualTo("active");
    got.clear();
    partner.ended(connection, partner.createVehicle(connection, "Truck 2"), LIMIT);
    Awaitility.await()
        .atMost(LIMIT)
        .until(() -> got.stream().anyMatch(g -> g.event().endsWith(".succeeded")));
    assertThat(watcher.get("id")).isNotEqualTo(webhook.get("id"));
  }

  @Test
  void aReceiverStopsOneDeliveryOrAllByTheHeaderOfItsAnswer() {
    JsonNode webhook = forPingsAlone();
    String one = PATH + "/" + webhook.get("id").asString();
    directive.set("abort-message");
    status.set(500);
    String aborted = call("POST", one + "/ping", null).get("event_id").asString();
    Awaitility.await()
        .atMost(LIMIT)
        .untilAsserted(() -> {
          JsonNode line = call("GET", one + "/deliveries", null).at("/items/0");
          assertThat(line.at("/status").asString()).isEqualTo("failed");
          assertThat(line.at("/error").asString())
              .isEqualTo("the endpoint answered 500 and 'webhook-delivery: abort-message'");
        });
    assertThat(call("GET", one, null).get("status").asString()).isEqualTo("active");
    // Also of a delivery that was taken.
    directive.set("disable");
    status.set(204);
    String taken = call("POST", one + "/ping", null).get("event_id").asString();
    Awaitility.await()
        .atMost(LIMIT)
        .untilAsserted(() ->
            assertThat(call("GET", one, null).get("status").asString()).isEqualTo("disabled"));
    assertThat(call("GET", one, null).get("status_reason").asString())
        .isEqualTo("the endpoint answered 'webhook-delivery: disable'");
    assertThat(got)
        .extracting(request -> request.headers().firstValue("webhook-id").orElseThrow())
        .containsExactly(aborted, taken);
  }

  /** {@code -Dwaybill.rotation_s=600} is the long form. */
  @Test
  void rotatingTheSecretAllTheTimeTurnsNoReceiverAway() throws Exception {
    JsonNode webhook = forPingsAlone();
    String one = PATH + "/" + webhook.get("id").asString();
    NavigableMap<Instant, String> secrets = new TreeMap<>();
    secrets.put(Instant.EPOCH, webhook.get("secret").asString());
    Instant end = Instant.now().plusSeconds(Integer.getInteger("waybill.rotation_s", 3));
    int sent = 0;
    while (Instant.now().isBefore(end)) {
      for (int i = 0; i < 5; i++) {
        sent++;
        call("POST", one + "/ping", null);
      }
      JsonNode rotated = call("POST", one + "/rotate-secret", null);
      secrets.put(Instant.now(), rotated.get("secret").asString());
      // Nine keys sign beside the newest: who takes a new one after two seconds has to have it.
      TimeUnit.MILLISECONDS.sleep(300);
    }
    int all = sent;
    Awaitility.await().atMost(LIMIT).until(() -> got.size() >= all);
    for (Got request : got) {
      String seconds = request.headers().firstValue("webhook-timestamp").orElseThrow();
      Instant signed = Instant.ofEpochSecond(Long.parseLong(seconds));
      for (int age : List.of(1, 2)) {
        String secret = secrets.floorEntry(signed.minusSeconds(age)).getValue();
        new Webhook(secret).verify(request.body(), request.headers());
      }
    }
    System.out.printf("verified %d deliveries through %d rotations%n", all, secrets.size() - 1);
  }

  /** On a connection where nothing happens: what another test has done is told to others. */
  private JsonNode forPingsAlone() {
    UUID connection = UUID.randomUUID();
    partner.connect(connection, "hooks-" + connection, Map.of());
    return subscribe(
        List.of("resource_operation.created"),
        Map.of("filters", Map.of("connection_ids", List.of(connection))));
  }

  private JsonNode subscribe(List<String> events, Map<String, ?> more) {
    Map<String, Object> body = new java.util.LinkedHashMap<>(more);
    body.put("url", "http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
    body.put("event_names", events);
    return call("POST", PATH, body);
  }

  private JsonNode call(String method, String path, @Nullable Object body) {
    HttpResponse<String> answer =
        partner.send(method, path, body == null ? null : Json.mapper().writeValueAsString(body));
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    JsonNode json = Json.mapper().readTree(answer.body());
    if (json.hasNonNull("secret")) {
      ALL.secret(json.get("secret").asString());
    }
    return json;
  }
}
