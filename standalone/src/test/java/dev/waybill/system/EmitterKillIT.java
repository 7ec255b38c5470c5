package dev.waybill.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.Json;
import dev.waybill.system.FlakyReceiver.Subscriber;
import dev.waybill.testing.ProcessUnderTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Two emitters share the work; one of them is killed ({@code kill -9}), started again, frozen for
 * longer than others wait for it, killed again and so on, while receivers that fail a fifth of the
 * time are told of operations. So partitions move in each round, with deliveries under way, and in
 * one of them with replays, too.
 *
 * <p>Three rounds here; {@code -Dwaybill.emitter_kills=100} is the long form, about 8 seconds a
 * round. {@link WebhookKillIT} kills everything at once.
 */
final class EmitterKillIT {
  private static final int ROUNDS = Integer.getInteger("waybill.emitter_kills", 3);
  private static final int WEBHOOKS = 8;
  private static final int MAX_IN_FLIGHT = 10;
  private static final int EACH_ROUND = 20;
  private static final Duration SESSION = Duration.ofSeconds(2);
  private static final Duration FREEZE = Duration.ofSeconds(3);
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Pattern READY =
      Pattern.compile("Waybill's emitter is ready on (http://\\S+)");
  private static final Pattern ATTEMPTS =
      Pattern.compile("waybill_webhook_attempts_seconds_count\\S* (\\S+)");

  private final SharedWaybill waybill = SharedWaybill.get();
  private final Partner partner = waybill.partner("demo");
  private final UUID connection = UUID.randomUUID();
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final List<Subscriber> subscribers = new ArrayList<>();
  private final List<UUID> accepted = new ArrayList<>();
  private final List<String> webhooks = new ArrayList<>();

  /** Of each webhook one, begun when there are two emitters, before one of them is lost. */
  private final List<String> replays = new ArrayList<>();

  /** How often an emitter was killed or frozen with deliveries under way. */
  private int lost;

  @TempDir Path folder;

  @Test
  void nothingIsLostNorTurnedRoundAndFewAreRepeatedWhenEmittersComeAndGo() throws Exception {
    System.out.println("seed " + seed);
    partner.connect(
        connection,
        "hooks-" + connection,
        Map.of("limits", Map.of("requests_per_second", 100, "burst", 20, "max_in_flight", 10)));
    try (FlakyReceiver receiver = new FlakyReceiver(random);
        HttpClient http = HttpClient.newHttpClient()) {
      subscribe(receiver);
      int attempts = 0;
      for (int life = 0; lost < ROUNDS; life++) {
        attempts += disturb(life % 2 == 1, http);
      }
      Awaitility.await()
          .atMost(LIMIT)
          .untilAsserted(
              () -> subscribers.forEach(subscriber -> subscriber.assertHasAllOf(accepted)));
      for (int i = 0; i < WEBHOOKS; i++) {
        int brought = replays.isEmpty() ? 0 : brought(replays.get(i));
        assertThat(subscribers.get(i).repeats())
            .isLessThanOrEqualTo(lost * MAX_IN_FLIGHT + brought);
      }
      webhooks.forEach(webhook -> partner.send("DELETE", webhook, null));
      report(attempts);
    }
    subscribers.forEach(subscriber -> subscriber.assertSoundAndInOrder(accepted));
  }

  private int brought(String path) {
    JsonNode replay = ended(path);
    assertThat(replay.get("status").asString()).isEqualTo("done");
    int delivered = replay.get("delivered").asInt();
    assertThat(delivered).isEqualTo(replay.get("found").asInt()).isPositive();
    return delivered;
  }

  private JsonNode ended(String replay) {
    return Awaitility.await("the replay to end")
        .atMost(LIMIT)
        .until(
            () -> Json.mapper().readTree(partner.send("GET", replay, null).body()),
            row -> !row.get("status").asString().equals("running"));
  }

  private void replayAll() {
    for (String webhook : webhooks) {
      HttpResponse<String> answer = partner.send("POST", webhook + "/replay", "{\"only\":\"all\"}");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
      replays.add(answer.headers().firstValue("location").orElseThrow());
    }
  }

  private void report(int attempts) {
    System.out.printf(
        "emitters lost %d times, after %d attempts; operations %d, events taken %d,"
            + " repeats %d%n",
        lost,
        attempts,
        accepted.size(),
        taken(),
        subscribers.stream().mapToInt(Subscriber::repeats).sum());
  }

  /** A second emitter comes, works for a while and is gone; how much it had done by then. */
  private int disturb(boolean freeze, HttpClient http) throws Exception {
    try (ProcessUnderTest emitter = emitter()) {
      String url = WaybillProcess.await(emitter, READY).group(1);
      Awaitility.await("the second emitter to be ready")
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(100))
          .until(() -> get(http, url + "/health/ready").statusCode() == 200);
      submit();
      if (freeze && replays.isEmpty()) {
        replayAll();
      }
      int some = 1 + random.nextInt(EACH_ROUND * WEBHOOKS / 2);
      Awaitility.await("the second emitter to have made " + some + " attempts")
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> attempts(http, url) >= some || hasAll());
      int done = attempts(http, url);
      if (freeze) {
        emitter.freeze();
        Awaitility.await().pollDelay(FREEZE).atMost(FREEZE.plusSeconds(1)).until(() -> true);
        emitter.thaw();
        lost++;
        submit();
        int taken = taken() + 1 + random.nextInt(EACH_ROUND * WEBHOOKS);
        Awaitility.await().atMost(LIMIT).until(() -> taken() >= taken || hasAll());
      }
      emitter.kill();
      lost++;
      return done;
    }
  }

  private void submit() {
    for (int i = 0; i < EACH_ROUND; i++) {
      accepted.add(partner.createVehicle(connection, "Truck " + accepted.size()));
    }
  }

  private boolean hasAll() {
    return taken() == 2 * WEBHOOKS * accepted.size();
  }

  private int taken() {
    return subscribers.stream().mapToInt(Subscriber::count).sum();
  }

  private static int attempts(HttpClient http, String url) throws Exception {
    return ATTEMPTS
        .matcher(get(http, url + "/metrics").body())
        .results()
        .mapToInt(found -> (int) Double.parseDouble(found.group(1)))
        .sum();
  }

  private static HttpResponse<String> get(HttpClient http, String url)
      throws IOException, InterruptedException {
    return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
  }

  private ProcessUnderTest emitter() {
    return ProcessUnderTest.start(
        "second-emitter",
        ProcessUnderTest.javaCommand(WaybillProcess.MAIN, "emitter"),
        folder,
        Map.of(
            "WAYBILL_KAFKA_BOOTSTRAP_SERVERS",
            waybill.process().bootstrapServers(),
            "WAYBILL_TOPICS_REPLICATION_FACTOR",
            "1",
            "WAYBILL_SECRETS_PRIVATE_KEY_FILE",
            waybill.data().resolve("secrets/secrets.private.json").toString(),
            "WAYBILL_WEBHOOKS_ALLOW_NETWORKS",
            "127.0.0.0/8",
            "WAYBILL_EMITTER_DATA_FOLDER",
            folder.resolve("second").toString(),
            "WAYBILL_EMITTER_SESSION_TIMEOUT",
            SESSION.toSeconds() + "s",
            "WAYBILL_EMITTER_TRANSACTION_TIMEOUT",
            "3s",
            "WAYBILL_EMITTER_PORT",
            "0"));
  }

  /** Many, so that both emitters have some. */
  private void subscribe(FlakyReceiver receiver) {
    for (int i = 0; i < WEBHOOKS; i++) {
      HttpResponse<String> answer =
          partner.send(
              "POST",
              "/v2/notifications/webhooks",
              Json.mapper()
                  .writeValueAsString(
                      Map.of(
                          "url",
                          receiver.url("/" + i),
                          "event_names",
                          List.of(FlakyReceiver.CREATED, FlakyReceiver.SUCCEEDED),
                          "filters",
                          Map.of("connection_ids", List.of(connection)),
                          "limits",
                          Map.of("max_in_flight", MAX_IN_FLIGHT),
                          // What a killed emitter had in hand is waited for as long, and 10 s more.
                          "timeout_ms",
                          3_000,
                          "retry_schedule_s",
                          Collections.nCopies(20, 1))));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      var webhook = Json.mapper().readTree(answer.body());
      subscribers.add(receiver.subscriber("/" + i, webhook.get("secret").asString()));
      webhooks.add("/v2/notifications/webhooks/" + webhook.get("id").asString());
    }
  }
}
