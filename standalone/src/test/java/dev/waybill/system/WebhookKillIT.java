package dev.waybill.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.waybill.schemas.Json;
import dev.waybill.testing.ProcessUnderTest;
import dev.waybill.testing.guarantees.SimulatorControl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * {@code kill -9} of everything, again and again, while a receiver that fails a fifth of the time
 * is told of operations. The long form only, about 20 seconds a round: {@code
 * -Dwaybill.webhook_kills=100}; no further round is begun after an hour, or {@code
 * -Dwaybill.webhook_kills.minutes}.
 */
@EnabledIfSystemProperty(named = "waybill.webhook_kills", matches = "[1-9][0-9]*")
final class WebhookKillIT {
  private static final int EACH_ROUND = 60;
  private static final int MAX_IN_FLIGHT = 10;
  private static final String CREATED = "resource_operation.created";
  private static final String SUCCEEDED = "resource_operation.succeeded";

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final Taken taken = new Taken();

  @TempDir Path folder;

  @Test
  void nothingIsLostNorTurnedRoundAndFewAreRepeated() throws Exception {
    int kills = Integer.getInteger("waybill.webhook_kills");
    Duration most = Duration.ofMinutes(Integer.getInteger("waybill.webhook_kills.minutes", 60));
    long begun = System.nanoTime();
    int done = 0;
    System.out.println("seed " + seed);
    List<UUID> accepted = new ArrayList<>();
    UUID connection = UUID.randomUUID();
    HttpServer receiver = listen();
    try (ProcessUnderTest simulator = WaybillProcess.simulator(folder);
        SimulatorControl control = new SimulatorControl(WaybillProcess.simulatorUrl(simulator))) {
      boolean last = false;
      for (int kill = 0; !last; kill++) {
        last = kill == kills || System.nanoTime() - begun > most.toNanos();
        done = kill;
        try (WaybillProcess waybill = WaybillProcess.start(folder.resolve("data"))) {
          Partner partner = Partner.signIn(waybill.url(), "demo");
          if (kill == 0) {
            connect(partner, connection, control);
            subscribe(partner, receiver);
          }
          int before = taken.count();
          for (int i = 0; i < EACH_ROUND; i++) {
            accepted.add(partner.createVehicle(connection, "Truck " + kill + "-" + i));
          }
          if (!last) {
            int some = before + 1 + random.nextInt(EACH_ROUND);
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> taken.count() >= some);
            waybill.kill();
          } else {
            Awaitility.await()
                .atMost(Duration.ofSeconds(120))
                .untilAsserted(() -> taken.assertHasAllOf(accepted));
          }
        }
      }
    } finally {
      receiver.stop(0);
    }
    taken.assertInOrder(accepted);
    System.out.printf(
        "kills %d, operations %d, events taken %d, repeats %d%n",
        done, accepted.size(), taken.count(), taken.repeats());
    assertThat(taken.repeats()).isLessThanOrEqualTo(done * MAX_IN_FLIGHT);
    assertThat(taken.unverified).isEmpty();
  }

  private static void connect(Partner partner, UUID connection, SimulatorControl control) {
    partner.connect(
        connection,
        "hooks",
        Map.of(
            "settings",
            Map.of("base_url", control.baseUrl()),
            "limits",
            Map.of("requests_per_second", 50, "burst", 10, "max_in_flight", 10)));
  }

  private void subscribe(Partner partner, HttpServer receiver) {
    HttpResponse<String> answer =
        partner.send(
            "POST",
            "/v2/notifications/webhooks",
            Json.mapper()
                .writeValueAsString(
                    Map.of(
                        "url",
                        "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook",
                        "event_names",
                        List.of(CREATED, SUCCEEDED),
                        "limits",
                        Map.of("max_in_flight", MAX_IN_FLIGHT),
                        "retry_schedule_s",
                        java.util.Collections.nCopies(20, 1))));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    taken.secret = Json.mapper().readTree(answer.body()).get("secret").asString();
  }

  private HttpServer listen() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/hook", this::receive);
    server.start();
    return server;
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      boolean fails;
      synchronized (random) {
        fails = random.nextInt(5) == 0;
      }
      if (!fails) {
        taken.take(HttpHeaders.of(exchange.getRequestHeaders(), (n, v) -> true), body);
      }
      exchange.sendResponseHeaders(fails ? 500 : 204, -1);
    }
  }

  /** What the receiver took, in its order. */
  private static final class Taken {
    private final Map<String, Integer> copies = new HashMap<>();
    private final Map<String, List<String>> types = new HashMap<>();
    private final List<String> unverified = new ArrayList<>();
    private volatile String secret = "";

    synchronized void take(HttpHeaders headers, String body) {
      try {
        new Webhook(secret).verify(body, headers);
      } catch (WebhookVerificationException | EmptyWebhookSecretException e) {
        unverified.add(e.getMessage());
      }
      JsonNode event = Json.mapper().readTree(body);
      String id = event.get("id").asString();
      if (!headers.firstValue("webhook-id").orElse("").equals(id)) {
        unverified.add("webhook-id is not the event's id " + id);
      }
      if (copies.merge(id, 1, Integer::sum) == 1) {
        types
            .computeIfAbsent(event.at("/data/id").asString(), operation -> new ArrayList<>())
            .add(event.get("type").asString());
      }
    }

    synchronized int count() {
      return copies.size();
    }

    synchronized int repeats() {
      return copies.values().stream().mapToInt(copies -> copies - 1).sum();
    }

    synchronized void assertHasAllOf(List<UUID> operations) {
      assertThat(operations)
          .allSatisfy(operation ->
              assertThat(types.get(operation.toString()))
                  .as("events of %s", operation)
                  .contains(CREATED, SUCCEEDED));
    }

    synchronized void assertInOrder(List<UUID> operations) {
      assertThat(operations)
          .allSatisfy(operation ->
              assertThat(types.get(operation.toString())).containsExactly(CREATED, SUCCEEDED));
    }
  }
}
