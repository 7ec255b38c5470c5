package dev.waybill.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.schemas.Json;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class TspSimulatorTest {
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-22T10:00:00Z"));
  private TspSimulator simulator;
  private SimulatorClient client;

  @BeforeEach
  void start() throws IOException {
    InstantSource clock = now::get;
    simulator = TspSimulator.start("127.0.0.1", 0, clock, new Random(7));
    client = new SimulatorClient(simulator.baseUrl());
  }

  @AfterEach
  void stop() {
    client.close();
    simulator.close();
  }

  @Test
  void createsUpdatesAndShowsResources() throws Exception {
    HttpResponse<String> created = client.create("acme", "vehicle", "k1");
    assertThat(created.statusCode()).isEqualTo(201);
    String ref = SimulatorClient.json(created).get("ref").stringValue();
    String at = "/fleets/acme/vehicle/" + ref;

    HttpResponse<String> updated =
        client.send("PATCH", at, "{\"attributes\":{\"vin\":\"V\"}}", "Idempotency-Key", "k2");
    assertThat(updated.statusCode()).isEqualTo(200);
    assertThat(
            client.send("PATCH", "/fleets/acme/vehicle/nope", "{\"attributes\":{}}").statusCode())
        .isEqualTo(404);

    JsonNode held = client.resources("acme").get(0);
    assertThat(held.get("source_id").stringValue()).isEqualTo(ref);
    assertThat(held.get("resource").stringValue()).isEqualTo("vehicle");
    assertThat(held.get("revision").intValue()).isEqualTo(2);
    assertThat(held.get("attributes").toString()).isEqualTo("{\"name\":\"k1\",\"vin\":\"V\"}");
    assertThat(client.send("GET", at, "").body()).contains("\"vin\":\"V\"");
    assertThat(client.send("GET", "/fleets/acme/vehicle?idempotency_key=k2", "").body())
        .contains(ref);
    assertThat(client.send("GET", "/fleets/acme/vehicle?idempotency_key=k3", "").body())
        .contains("\"items\":[]", "\"pending\":0");
    assertThat(client.resources("other")).isEmpty();
  }

  @Test
  void givesTheFirstAnswerAgainUnlessTheFleetIsNotIdempotent() throws Exception {
    String first = client.create("acme", "user", "k1").body();
    HttpResponse<String> repeated = client.create("acme", "user", "k1");
    assertThat(repeated.statusCode()).isEqualTo(201);
    assertThat(repeated.body()).isEqualTo(first);
    assertThat(client.resources("acme")).hasSize(1);

    client.control("acme", "{\"idempotent\":false}");
    assertThat(client.create("acme", "user", "k1").body()).isNotEqualTo(first);
    assertThat(client.resources("acme")).hasSize(2);
  }

  @Test
  void logsEveryCallInOrderWithBodyKeyAndStatus() throws Exception {
    client.create("acme", "vehicle", "k1");
    now.updateAndGet(at -> at.plusMillis(5));
    HttpResponse<String> malformed = client.send("POST", "/fleets/acme/vehicle", "no json");
    assertThat(malformed.statusCode()).isEqualTo(400);
    assertThat(malformed.headers().firstValue("Connection")).isEmpty();
    client.control("acme", "{\"fail_next\":{\"count\":1,\"mode\":\"reset\"}}");
    assertThatThrownBy(() -> client.create("acme", "vehicle", "k2"))
        .isInstanceOf(IOException.class);

    assertThat(client.calls("acme").toString())
        .isEqualTo(
            """
            [{"at_ms":1795341600000,"method":"POST","path":"/fleets/acme/vehicle",\
            "idempotency_key":"k1","body":{"attributes":{"name":"k1"}},"status":201},\
            {"at_ms":1795341600005,"method":"POST","path":"/fleets/acme/vehicle",\
            "idempotency_key":null,"body":"no json","status":400},\
            {"at_ms":1795341600005,"method":"POST","path":"/fleets/acme/vehicle",\
            "idempotency_key":"k2","body":{"attributes":{"name":"k2"}},"status":null}]\
            """);
    String since = "/_control/fleets/acme/calls?since=";
    assertThat(client.send("GET", since + "1795341600000", "").body()).doesNotContain("k1");
    assertThat(client.send("GET", since + "1795341600005", "").body()).isEqualTo("{\"calls\":[]}");
    assertThat(client.send("GET", since + "now", "").statusCode()).isEqualTo(400);
  }

  @Test
  void logsTheStatusOfAnAnswerAfterWhichTheConnectionIsClosed() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", simulator.port())) {
      String head = "GET /fleets/acme/vehicle/v HTTP/1.0\r\nAuthorization: Bearer k\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(UTF_8));
      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8)).contains(" 404 ");
    }
    assertThat(client.calls("acme").get(0).get("status").intValue()).isEqualTo(404);
  }

  @Test
  void refusesWhatIsOverTheLimitAndSaysWhenToComeBack() throws Exception {
    client.control("acme", "{\"requests_per_second\":0.4,\"burst\":2}");
    assertThat(client.create("acme", "vehicle", "k1").statusCode()).isEqualTo(201);
    assertThat(client.create("acme", "vehicle", "k2").statusCode()).isEqualTo(201);
    HttpResponse<String> refused = client.create("acme", "vehicle", "k3");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After")).contains("3");
    assertThat(client.create("other", "vehicle", "k1").statusCode()).isEqualTo(201);
    now.updateAndGet(at -> at.plusMillis(2_500));
    assertThat(client.create("acme", "vehicle", "k3").statusCode()).isEqualTo(201);
  }

  @Test
  void tellsWhatIsLeftOfItsLimitIfItIsToldTo() throws Exception {
    client.control("acme", "{\"requests_per_second\":0.5,\"burst\":1}");
    HttpResponse<String> silent = client.create("acme", "vehicle", "k1");
    assertThat(silent.headers().firstValue("RateLimit-Remaining")).isEmpty();
    client.control("acme", "{\"rate_limit_fields\":true}");
    now.updateAndGet(at -> at.plusMillis(2_500));
    for (int expected : new int[] {201, 429}) {
      HttpResponse<String> answer = client.create("acme", "vehicle", "k2");
      assertThat(answer.statusCode()).isEqualTo(expected);
      assertThat(answer.headers().firstValue("RateLimit-Limit")).contains("1");
      assertThat(answer.headers().firstValue("RateLimit-Remaining")).contains("0");
      assertThat(answer.headers().firstValue("RateLimit-Reset")).contains("2");
    }
  }

  @Test
  void failsTheNextCallsWithAStatusAndThenWorksAgain() throws Exception {
    client.control("acme", "{\"fail_next\":{\"count\":2,\"status\":502}}");
    assertThat(client.create("acme", "vehicle", "k1").statusCode()).isEqualTo(502);
    assertThat(client.control("acme", "{}").body()).contains("\"fail_next\":{\"count\":1,");
    assertThat(client.create("acme", "vehicle", "k1").statusCode()).isEqualTo(502);
    assertThat(client.create("acme", "vehicle", "k1").statusCode()).isEqualTo(201);
    assertThat(client.control("acme", "{}").body()).contains("\"fail_next\":null");
  }

  @Test
  void actsBeforeItDropsTheResponse() throws Exception {
    client.control("acme", "{\"fail_next\":{\"count\":1,\"mode\":\"drop_response\"}}");
    try (Socket socket = post("acme", "k1")) {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(client.resources("acme")).hasSize(1);
    assertThat(client.calls("acme").get(0).get("status").isNull()).isTrue();
    assertThat(client.create("acme", "vehicle", "k1").statusCode()).isEqualTo(201);
    assertThat(client.resources("acme")).hasSize(1);
  }

  @Test
  void resetsTheConnectionWithoutActing() throws Exception {
    client.control("acme", "{\"fail_next\":{\"count\":1,\"mode\":\"reset\"}}");
    try (Socket socket = post("acme", "k1")) {
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
    assertThat(client.resources("acme")).isEmpty();
  }

  @Test
  void hangsUntilTheCallerOrTheSimulatorClosesTheConnection() throws Exception {
    client.control("acme", "{\"fail_next\":{\"count\":2,\"mode\":\"hang\"}}");
    try (Socket gone = post("acme", "k1");
        Socket hung = post("acme", "k2")) {
      Awaitility.await().until(() -> client.calls("acme").size() == 2);
      assertThat(client.calls("acme").get(0).get("status").isNull()).isTrue();
      gone.close();
      Awaitility.await().until(() -> hanging() == 1);
      simulator.close();
      hung.setSoTimeout(5_000);
      assertThat(endOf(hung)).isEqualTo(-1);
    }
  }

  @Test
  void isDownUntilTheTimeGiven() throws Exception {
    client.control("acme", "{\"down_until\":\"2026-11-22T10:01:00+00:00\"}");
    assertThat(client.create("acme", "vehicle", "k1").statusCode()).isEqualTo(503);
    now.updateAndGet(at -> at.plusSeconds(60));
    assertThat(client.create("acme", "vehicle", "k1").statusCode()).isEqualTo(201);
  }

  @Test
  void refusesCredentialsAndResourcesWhenToldTo() throws Exception {
    client.control("acme", "{\"unauthorized\":true,\"reject_resources\":[\"trailer\"]}");
    assertThat(client.create("acme", "vehicle", "k1").statusCode()).isEqualTo(401);
    client.control("acme", "{\"unauthorized\":null}");
    assertThat(client.create("acme", "vehicle", "k1").statusCode()).isEqualTo(201);
    assertThat(client.create("acme", "trailer", "k2").statusCode()).isEqualTo(422);
    String body = "{\"attributes\":{}}";
    assertThat(
            client.send("POST", "/fleets/acme/user", body, "Authorization", "Bearer ").statusCode())
        .isEqualTo(401);
  }

  @Test
  void failsTheGivenShareOfCallsBeforeActing() throws Exception {
    client.control("acme", "{\"failure_rate\":0.3}");
    int failed = 0;
    for (int i = 0; i < 200; i++) {
      failed += client.create("acme", "vehicle", "k" + i).statusCode() == 500 ? 1 : 0;
    }
    assertThat(failed).isBetween(35, 85);
    assertThat(client.resources("acme")).hasSize(200 - failed);
  }

  @Test
  void answersAfterTheLatency() throws Exception {
    client.control("acme", "{\"latency_ms\":150,\"latency_jitter_ms\":10}");
    long started = System.nanoTime();
    client.create("acme", "vehicle", "k1");
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isGreaterThan(Duration.ofMillis(149));
  }

  @Test
  void mergesSettingsAndAnswersAllOfThem() throws Exception {
    client.control("acme", "{\"latency_ms\":7,\"reject_resources\":[\"user\"]}");
    HttpResponse<String> merged = client.control("acme", "{\"failure_rate\":0.5}");
    assertThat(merged.statusCode()).isEqualTo(200);
    assertThat(SimulatorClient.json(merged))
        .isEqualTo(
            Json.mapper()
                .readTree(
                    """
                    {"latency_ms":7,"latency_jitter_ms":0,"requests_per_second":null,"burst":null,
                    "fail_next":null,"failure_rate":0.5,"reject_resources":["user"],
                    "unauthorized":false,"down_until":null,"idempotent":true,
                    "rate_limit_fields":false}\
                    """));
  }

  @Test
  void saysEveryProblemOfASettingAndChangesNothing() throws Exception {
    HttpResponse<String> refused =
        client.control(
            "acme",
            """
            {"latency":1,"latency_ms":1.5,"requests_per_second":0,"burst":0,"failure_rate":2,
            "fail_next":{"mode":"sulk","status":200,"x":1},"reject_resources":["car"],
            "unauthorized":"yes","down_until":"soon","idempotent":1}\
            """);
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
    JsonNode problem = SimulatorClient.json(refused);
    assertThat(problem.get("errors").valueStream().map(e -> e.get("pointer").stringValue()))
        .containsExactlyInAnyOrder(
            "/latency",
            "/latency_ms",
            "/requests_per_second",
            "/burst",
            "/failure_rate",
            "/fail_next/mode",
            "/fail_next/status",
            "/fail_next/count",
            "/fail_next/x",
            "/reject_resources/0",
            "/unauthorized",
            "/down_until",
            "/idempotent");
    assertThat(client.control("acme", "{}").body()).contains("\"latency_ms\":0");
    assertThat(client.control("acme", "{").statusCode()).isEqualTo(400);
    assertThat(client.control("acme", "[]").statusCode()).isEqualTo(422);
    assertThat(client.send("POST", "/_control/fleets/acme", "{}").statusCode()).isEqualTo(405);
    assertThat(client.send("GET", "/_control/fleet", "").statusCode()).isEqualTo(404);
  }

  @Test
  void forgetsAll() throws Exception {
    client.control("acme", "{\"unauthorized\":true}");
    client.create("acme", "vehicle", "k1");
    assertThat(client.send("DELETE", "/_control", "").statusCode()).isEqualTo(204);
    assertThat(client.calls("acme")).isEmpty();
    assertThat(client.create("acme", "vehicle", "k1").statusCode()).isEqualTo(201);
  }

  private Socket post(String fleet, String key) throws IOException {
    Socket socket = new Socket("127.0.0.1", simulator.port());
    String body = "{\"attributes\":{}}";
    String head =
        "POST /fleets/%s/vehicle HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer k\r\n"
            + "Idempotency-Key: %s\r\nContent-Length: %d\r\n\r\n%s";
    socket.getOutputStream().write(head.formatted(fleet, key, body.length(), body).getBytes(UTF_8));
    return socket;
  }

  private static long hanging() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> Arrays.toString(thread.getValue()).contains("Peer.hang"))
        .count();
  }

  private static int endOf(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read();
    } catch (SocketException e) {
      return -1;
    }
  }
}
