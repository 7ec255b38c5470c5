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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Events once more: those that failed, those that are missing, some by id, and none of them. */
final class ReplayIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String PATH = "/v2/notifications/webhooks";
  private static final List<String> SUCCEEDED = List.of("resource_operation.succeeded");

  private static final LiveRequests ALL = new LiveRequests();

  private final Partner partner = SharedWaybill.get().partner("demo");
  private final UUID connection = UUID.randomUUID();
  private final List<String> got = new CopyOnWriteArrayList<>();
  private final AtomicInteger status = new AtomicInteger(204);
  private HttpServer server;

  /** Sees when an event has been fanned out. */
  private final AtomicInteger watched = new AtomicInteger();

  private String webhook = "";
  private String watcher = "";

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            take(exchange);
            if (status.get() < 300) {
              got.add(exchange.getRequestHeaders().getFirst("webhook-id"));
            }
            exchange.sendResponseHeaders(status.get(), -1);
          }
        });
    server.createContext(
        "/watch",
        exchange -> {
          try (exchange) {
            take(exchange);
            exchange.sendResponseHeaders(204, -1);
            watched.incrementAndGet();
          }
        });
    server.start();
    partner.connect(connection, "replayed-" + connection, Map.of());
    watcher = subscribe("/watch");
    webhook = subscribe("/hook");
  }

  private String subscribe(String path) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("url", "http://127.0.0.1:" + server.getAddress().getPort() + path);
    body.put("event_names", SUCCEEDED);
    body.put("filters", Map.of("connection_ids", List.of(connection)));
    body.put("retry_schedule_s", List.of(0));
    JsonNode made = call("POST", PATH, body);
    ALL.secret(made.get("secret").asString());
    return PATH + "/" + made.get("id").asString();
  }

  private static void take(HttpExchange exchange) throws IOException {
    ALL.add(
        exchange.getRequestHeaders(), new String(exchange.getRequestBody().readAllBytes(), UTF_8));
  }

  @AfterAll
  static void verifyAll() throws Exception {
    ALL.assertVerifiedByTheNpmPackages();
  }

  @AfterEach
  void close() {
    call("DELETE", webhook, null);
    call("DELETE", watcher, null);
    server.stop(0);
  }

  @Test
  void bringsWhatFailedOnceMoreAndNothingElse() {
    vehicle();
    Awaitility.await().atMost(LIMIT).until(() -> got.size() == 1);
    status.set(500);
    vehicle();
    awaitLogged("failed");
    status.set(204);
    JsonNode counted = ended(replay(Map.of("only", "failed", "dry_run", true)));
    assertThat(counted.get("found").asInt()).isEqualTo(1);
    assertThat(counted.get("requested").asInt()).isZero();
    JsonNode replay = ended(replay(Map.of("only", "failed")));
    assertThat(replay.get("status").asString()).isEqualTo("done");
    assertThat(replay.get("delivered").asInt()).isEqualTo(1);
    assertThat(got).hasSize(2).doesNotHaveDuplicates();
    assertThat(ended(replay(Map.of("only", "failed"))).get("found").asInt()).isZero();
    JsonNode one = ended(replay(Map.of("only", "all", "event_ids", List.of(got.getFirst()))));
    assertThat(one.get("delivered").asInt()).isEqualTo(1);
    assertThat(got).hasSize(3).endsWith(got.getFirst());
  }

  @Test
  void bringsWhatHappenedWhileTheWebhookWasDisabledAndObeysACancellation() {
    status.set(410);
    vehicle();
    Awaitility.await()
        .atMost(LIMIT)
        .untilAsserted(() ->
            assertThat(call("GET", webhook, null).get("status").asString()).isEqualTo("disabled"));
    vehicle();
    vehicle();
    Awaitility.await().atMost(LIMIT).until(() -> watched.get() == 3);
    status.set(204);
    assertThat(send("POST", webhook + "/replay", Map.of("only", "missing")).statusCode())
        .isEqualTo(409);
    call("POST", webhook + "/activate", null);
    // Those that were ended by the 410 are in the log; the two of the time between are not.
    JsonNode replay = ended(replay(Map.of("only", "missing")));
    assertThat(replay.get("delivered").asInt()).isEqualTo(2);
    assertThat(got).hasSize(2).doesNotHaveDuplicates();
    call("POST", webhook + "/pause", null);
    String cancelled = replay(Map.of("only", "all"));
    Awaitility.await("the replay to have found all")
        .atMost(Duration.ofSeconds(5))
        .until(() -> call("GET", cancelled, null).get("requested").asInt() == 3);
    assertThat(send("POST", webhook + "/replay", Map.of("only", "all")).statusCode())
        .isEqualTo(409);
    long begun = System.nanoTime();
    assertThat(send("DELETE", cancelled, null).statusCode()).isEqualTo(204);
    assertThat(call("GET", cancelled, null).get("status").asString()).isEqualTo("cancelled");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
    call("POST", webhook + "/activate", null);
    vehicle();
    Awaitility.await().atMost(LIMIT).until(() -> got.size() == 3);
    awaitLogged("the replay was cancelled");
    assertThat(got).hasSize(3).doesNotHaveDuplicates();
  }

  @Test
  void whatWaitsOfAReplayIsNotSentOnceTheWebhookWasDisabled() {
    for (int i = 1; i <= 3; i++) {
      int all = i;
      vehicle();
      Awaitility.await().atMost(LIMIT).until(() -> got.size() == all);
    }
    call("PATCH", webhook, Map.of("limits", Map.of("requests_per_second", 1, "burst", 1)));
    status.set(410);
    JsonNode replay = ended(replay(Map.of("only", "all")));
    assertThat(replay.get("status").asString()).isEqualTo("cancelled");
    status.set(204);
    call("PATCH", webhook, Map.of("limits", Map.of("requests_per_second", 100, "burst", 100)));
    call("POST", webhook + "/activate", null);
    vehicle();
    Awaitility.await().atMost(LIMIT).until(() -> got.size() == 4);
    awaitLogged("the replay was cancelled");
    assertThat(got).hasSize(4).doesNotHaveDuplicates();
  }

  private void vehicle() {
    partner.ended(connection, partner.createVehicle(connection, "Truck"), LIMIT);
  }

  private void awaitLogged(String what) {
    Awaitility.await()
        .atMost(LIMIT)
        .until(() -> call("GET", webhook + "/deliveries", null).toString().contains(what));
  }

  /** Where the replay is looked at. */
  private String replay(Map<String, ?> body) {
    HttpResponse<String> answer = send("POST", webhook + "/replay", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return answer.headers().firstValue("location").orElseThrow();
  }

  private JsonNode ended(String replay) {
    JsonNode[] last = new JsonNode[1];
    Awaitility.await()
        .atMost(LIMIT)
        .until(() -> {
          last[0] = call("GET", replay, null);
          return !last[0].get("status").asString().equals("running");
        });
    return last[0];
  }

  private JsonNode call(String method, String path, @Nullable Object body) {
    HttpResponse<String> answer = send(method, path, body);
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    return answer.body().isEmpty()
        ? Json.mapper().missingNode()
        : Json.mapper().readTree(answer.body());
  }

  private HttpResponse<String> send(String method, String path, @Nullable Object body) {
    return partner.send(method, path, body == null ? null : Json.mapper().writeValueAsString(body));
  }
}
