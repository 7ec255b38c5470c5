package dev.waybill.system;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.Json;
import dev.waybill.system.FlakyReceiver.Subscriber;
import dev.waybill.testing.ProcessUnderTest;
import dev.waybill.testing.guarantees.SimulatorControl;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

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
  private static final String HOOK = "/hook";

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

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
    Subscriber taken = null;
    try (FlakyReceiver receiver = new FlakyReceiver(random);
        ProcessUnderTest simulator = WaybillProcess.simulator(folder);
        SimulatorControl control = new SimulatorControl(WaybillProcess.simulatorUrl(simulator))) {
      boolean last = false;
      for (int kill = 0; !last; kill++) {
        last = kill == kills || System.nanoTime() - begun > most.toNanos();
        done = kill;
        try (WaybillProcess waybill = WaybillProcess.start(folder.resolve("data"))) {
          Partner partner = Partner.signIn(waybill.url(), "demo");
          if (kill == 0) {
            connect(partner, connection, control);
            taken = receiver.subscriber(HOOK, subscribe(partner, receiver));
          }
          Subscriber subscriber = requireNonNull(taken);
          int before = subscriber.count();
          for (int i = 0; i < EACH_ROUND; i++) {
            accepted.add(partner.createVehicle(connection, "Truck " + kill + "-" + i));
          }
          if (!last) {
            int some = before + 1 + random.nextInt(EACH_ROUND);
            Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> subscriber.count() >= some);
            waybill.kill();
          } else {
            Awaitility.await()
                .atMost(Duration.ofSeconds(120))
                .untilAsserted(() -> subscriber.assertHasAllOf(accepted));
          }
        }
      }
    }
    requireNonNull(taken).assertSoundAndInOrder(accepted);
    System.out.printf(
        "kills %d, operations %d, events taken %d, repeats %d%n",
        done, accepted.size(), taken.count(), taken.repeats());
    assertThat(taken.repeats()).isLessThanOrEqualTo(done * MAX_IN_FLIGHT);
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

  private static String subscribe(Partner partner, FlakyReceiver receiver) {
    HttpResponse<String> answer =
        partner.send(
            "POST",
            "/v2/notifications/webhooks",
            Json.mapper()
                .writeValueAsString(
                    Map.of(
                        "url",
                        receiver.url(HOOK),
                        "event_names",
                        List.of(FlakyReceiver.CREATED, FlakyReceiver.SUCCEEDED),
                        "limits",
                        Map.of("max_in_flight", MAX_IN_FLIGHT),
                        "retry_schedule_s",
                        java.util.Collections.nCopies(20, 1))));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return Json.mapper().readTree(answer.body()).get("secret").asString();
  }
}
