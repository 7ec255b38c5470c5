package dev.waybill.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.waybill.schemas.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Secrets of every kind go through the running service, also by way of mistakes and of receivers
 * that repeat what they were sent; then no topic, log, answer or metric has one of them, but for
 * the one answer that shows it to its owner.
 */
final class SecretsIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String WEBHOOKS = "/v2/notifications/webhooks";
  private static final String CONNECTIONS = "/v2/integrations/connections";
  private static final int EACH = 3;

  private final SharedWaybill waybill = SharedWaybill.get();
  private final Partner partner = waybill.partner("demo");
  private final SecretScan scan = new SecretScan();
  private final List<String> answers = new ArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private HttpServer receiver;
  private int secrets;

  @BeforeEach
  void listen() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    receiver.createContext("/", this::repeatEverything);
    receiver.start();
  }

  @AfterEach
  void close() {
    receiver.stop(0);
  }

  @Test
  void noSecretIsAnywhereButInTheAnswerThatShowsIt() {
    try (TopicBytes topics = new TopicBytes(waybill.process().bootstrapServers())) {
      scan.lookFor("the caller's token", partner.token());
      List<UUID> connections = new ArrayList<>();
      List<UUID> webhooks = new ArrayList<>();
      for (int i = 0; i < EACH; i++) {
        UUID connection = connect(i);
        connections.add(connection);
        webhooks.add(subscribe(connection, i));
      }
      mistakes(connections.getFirst(), webhooks.getFirst());
      connections.forEach(connection -> partner.createVehicle(connection, "Truck"));
      awaitDeliveries(webhooks);
      webhooks.forEach(this::change);
      lookAtEverything(connections, webhooks);
      assertThat(found(requests)).as("what a receiver gets").contains("a header's value");
      assertThat(found(answers)).as("answers").isEmpty();
      assertThat(found(waybill.process().lines())).as("the log").isEmpty();
      Set<String> onTopics = new TreeSet<>();
      int records =
          topics.since(
              (topic, bytes) -> scan.in(bytes).forEach(what -> onTopics.add(topic + ": " + what)));
      assertThat(records).isPositive();
      assertThat(onTopics).isEmpty();
    }
  }

  private UUID connect(int i) {
    UUID id = UUID.randomUUID();
    String fleet = "secretive-" + id;
    waybill.simulator().configure(fleet, i == 1 ? Map.of("unauthorized", true) : Map.of());
    call(
        "PUT",
        CONNECTIONS + "/" + id,
        Map.of(
            "fleet_ref",
            fleet,
            "source_name",
            "simulator",
            "credentials",
            Map.of("api_key", secret("a credential"))));
    call(
        "PATCH",
        CONNECTIONS + "/" + id,
        Map.of("credentials", Map.of("api_key", secret("a newer credential"))));
    return id;
  }

  private UUID subscribe(UUID connection, int i) {
    JsonNode webhook =
        shown(
            call(
                "POST",
                WEBHOOKS,
                Map.of(
                    "url",
                    "http://127.0.0.1:" + receiver.getAddress().getPort() + "/" + i,
                    "event_names",
                    List.of("resource_operation.*"),
                    "filters",
                    Map.of("connection_ids", List.of(connection)),
                    "signature_schemes",
                    List.of("v1", "v1a"),
                    "retry_schedule_s",
                    List.of(0, 0, 0),
                    "headers",
                    headers())));
    return UUID.fromString(webhook.get("id").asString());
  }

  private Map<String, String> headers() {
    return Map.of(
        "Authorization",
        "Bearer " + secret("a header's value"),
        "X-Token",
        secret("a header's value"));
  }

  private void change(UUID webhook) {
    String one = WEBHOOKS + "/" + webhook;
    call("PATCH", one, Map.of("headers", headers()));
    shown(call("POST", one + "/rotate-secret", Map.of("overlap_s", 60)));
    shown(call("PATCH", one, Map.of("secret", signingSecret())));
  }

  /** What is wrong must not be repeated by who says so. */
  private void mistakes(UUID connection, UUID webhook) {
    String one = WEBHOOKS + "/" + webhook;
    String connected = CONNECTIONS + "/" + connection;
    for (String credentials : List.of("\"%s\"", "{\"api_key\":[\"%s\"]}", "{\"%s\":", "%s")) {
      String wrong = credentials.formatted(secret("a mistaken credential"));
      keep(partner.send("PATCH", connected, "{\"credentials\":" + wrong + "}"));
      keep(partner.send("PUT", connected, "{\"nonsense\":1,\"credentials\":" + wrong));
    }
    keep(partner.send("PATCH", one, "{\"secret\":\"" + secret("a mistaken secret") + "\"}"));
    keep(
        partner.send(
            "PATCH", one, "{\"headers\":{\"Host\":\"" + secret("a mistaken header") + "\"}}"));
    keep(
        partner.send(
            "PATCH", one, "{\"headers\":{\"X\":\"\\n" + secret("a mistaken header") + "\"}}"));
    keep(partner.sendAs(secret("a mistaken token"), "GET", one, null, "text/plain"));
  }

  /** Each delivery fails once, with an answer that repeats all of it. */
  private void awaitDeliveries(List<UUID> webhooks) {
    for (UUID webhook : webhooks) {
      Awaitility.await("a delivery that was repeated is logged")
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(100))
          .until(() -> {
            JsonNode log = call("GET", WEBHOOKS + "/" + webhook + "/deliveries", null);
            return log.toString().contains("succeeded") && log.toString().contains("500");
          });
    }
  }

  private void lookAtEverything(List<UUID> connections, List<UUID> webhooks) {
    for (String path :
        List.of(
            CONNECTIONS + "?size=1000",
            CONNECTIONS + "/resource-operations?size=1000",
            WEBHOOKS + "?size=1000",
            "/v2/notifications/events?size=1000",
            "/v2/integrations/tsps",
            "/v2/ops/dead-letters",
            "/health/ready",
            "/metrics")) {
      keep(partner.send("GET", path, null));
    }
    for (UUID connection : connections) {
      keep(partner.send("GET", CONNECTIONS + "/" + connection, null));
      keep(partner.send("GET", CONNECTIONS + "/" + connection + "/queue", null));
    }
    for (UUID webhook : webhooks) {
      for (String more : List.of("", "/keys", "/deliveries", "/metrics")) {
        keep(partner.send("GET", WEBHOOKS + "/" + webhook + more, null));
      }
    }
  }

  private void repeatEverything(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      String all = exchange.getRequestHeaders().entrySet() + "\n" + body;
      requests.add(all);
      String delivery =
          exchange.getRequestURI() + exchange.getRequestHeaders().getFirst("webhook-id");
      byte[] answer = all.getBytes(UTF_8);
      exchange
          .getResponseHeaders()
          .set("X-Request-Id", exchange.getRequestHeaders().getFirst("Authorization"));
      exchange
          .getResponseHeaders()
          .set("Server", "behind " + exchange.getRequestHeaders().getFirst("X-Token"));
      exchange.sendResponseHeaders(seen.add(delivery) ? 500 : 200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  /** The one answer that shows a secret: without it, it is like all others. */
  private JsonNode shown(JsonNode answer) {
    String secret = answer.get("secret").asString();
    scan.lookFor("a signing secret", secret);
    scan.lookFor("a signing key", Base64.getDecoder().decode(secret.substring("whsec_".length())));
    String last = answers.removeLast();
    answers.add(last.replace("\"secret\":\"" + secret + "\"", ""));
    return answer;
  }

  private JsonNode call(String method, String path, @Nullable Object body) {
    HttpResponse<String> answer =
        partner.send(method, path, body == null ? null : Json.mapper().writeValueAsString(body));
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    keep(answer);
    return Json.mapper().readTree(answer.body());
  }

  private void keep(HttpResponse<String> answer) {
    answers.add(answer.headers().map() + "\n" + answer.body());
  }

  private Set<String> found(List<String> texts) {
    Set<String> found = new TreeSet<>();
    texts.forEach(text -> found.addAll(scan.in(text)));
    return found;
  }

  private String secret(String what) {
    String secret = "s3cret/%d+%s".formatted(secrets++, UUID.randomUUID());
    scan.lookFor(what, secret);
    return secret;
  }

  private static String signingSecret() {
    byte[] bytes = (UUID.randomUUID() + "" + UUID.randomUUID()).substring(0, 32).getBytes(UTF_8);
    return "whsec_" + Base64.getEncoder().encodeToString(bytes);
  }
}
