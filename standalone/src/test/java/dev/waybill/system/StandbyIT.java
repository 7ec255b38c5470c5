package dev.waybill.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.Partitions;
import dev.waybill.testing.guarantees.FewRepeats;
import dev.waybill.testing.guarantees.LimitHolds;
import dev.waybill.testing.guarantees.LimitHolds.Limits;
import dev.waybill.testing.guarantees.NothingLost;
import dev.waybill.testing.guarantees.Observation;
import dev.waybill.testing.guarantees.OneEnding;
import dev.waybill.testing.guarantees.RecordedCall;
import dev.waybill.testing.guarantees.SimulatorControl;
import dev.waybill.testing.guarantees.Watch;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * With {@code -Dwaybill.guarantees=long}: two schedulers, each with a standby of what the other
 * runs; one is killed and does not come back. Its lanes go on where they were, within the time that
 * it takes to be missed.
 */
@EnabledIfSystemProperty(named = "waybill.guarantees", matches = "long")
final class StandbyIT {
  private static final Limits LIMITS = new Limits(10, 5, 4);
  private static final int OPERATIONS = 60;

  /** Of each lane before the kill. */
  private static final int CALLS_BEFORE = 20;

  /** The session's 6 s, the hung transaction's 4 s, and what a busy machine takes. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  /** A session is missed after 6 s, unless the process says good-bye. */
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(3);

  /** δ of G4, and what the way to the TSP varies in processes that have just been started. */
  private static final Duration SLACK = Duration.ofMillis(1_500);

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;

  private final Map<String, UUID> lanes = new LinkedHashMap<>();
  private final Set<UUID> accepted = new HashSet<>();
  private final InstantSource clock = InstantSource.system();

  @Test
  void theLanesOfAKilledSchedulerGoOnAtItsStandby() {
    try (Cluster cluster =
            Cluster.start(
                folder,
                List.of(Cluster.EXECUTORS.getFirst()),
                Map.of("WAYBILL_WORKER_STANDBYS", "1"));
        SimulatorControl simulator = new SimulatorControl(cluster.simulatorUrl());
        PlainProducer producer = new PlainProducer(cluster.bootstrapServers())) {
      Partner partner = Partner.signIn(cluster.apiUrl(), "demo");
      connect(partner, simulator);
      ask(partner, producer);
      Awaitility.await("calls of all lanes")
          .atMost(LIMIT)
          .until(() ->
              lanes.keySet().stream()
                  .allMatch(lane -> simulator.calls(lane).size() >= CALLS_BEFORE));
      long killedAtMs = clock.millis();
      cluster.kill(Cluster.SCHEDULERS.getFirst());
      judge(cluster, simulator, killedAtMs);
    }
  }

  /** A lane in each partition. */
  private void connect(Partner partner, SimulatorControl simulator) {
    for (int i = 0; i < Cluster.PARTITIONS; i++) {
      int partition = i;
      UUID connection =
          Stream.generate(UUID::randomUUID)
              .filter(id -> Partitions.of(id, Cluster.PARTITIONS) == partition)
              .findFirst()
              .orElseThrow();
      String fleet = "fleet-" + partition;
      lanes.put(fleet, connection);
      simulator.configure(fleet, Map.of("latency_ms", 20));
      partner.connect(
          connection,
          fleet,
          Map.of(
              "settings",
              Map.of("base_url", simulator.baseUrl()),
              "limits",
              Map.of(
                  "requests_per_second",
                  LIMITS.requestsPerSecond(),
                  "burst",
                  LIMITS.burst(),
                  "max_in_flight",
                  LIMITS.maxInFlight()),
              "call_timeout_ms",
              3_000));
    }
  }

  private void ask(Partner partner, PlainProducer producer) {
    for (int i = 0; i < OPERATIONS; i++) {
      for (UUID connection : lanes.values()) {
        accepted.add(producer.sendSoon(producer.vehicle(partner.id(), connection, "Truck " + i)));
      }
    }
    producer.flush();
  }

  private void judge(Cluster cluster, SimulatorControl simulator, long killedAtMs) {
    Map<String, Limits> limits = new HashMap<>();
    lanes.keySet().forEach(lane -> limits.put(lane, LIMITS));
    Watch watch =
        new Watch(
            List.of(
                new NothingLost(),
                new OneEnding(),
                new LimitHolds(limits, SLACK),
                new FewRepeats(Set.of())));
    accepted.forEach(id -> watch.observe(new Observation.Accepted(id)));
    List<Long> pauses = new ArrayList<>();
    try (Evidence evidence = new Evidence(cluster.bootstrapServers())) {
      evidence.eventsOf(accepted, events -> Evidence.ended(events) >= accepted.size(), LIMIT);
      evidence.show(watch::observe);
      for (String lane : lanes.keySet()) {
        List<RecordedCall> calls = simulator.calls(lane);
        calls.forEach(call -> watch.observe(new Observation.Called(lane, call)));
        pauses.add(longestPause(calls, killedAtMs));
      }
    }
    System.out.printf("standby: longest pauses of the lanes after the kill, in ms: %s%n", pauses);
    assertThat(watch.violations()).isEmpty();
    assertThat(pauses)
        .allMatch(pause -> pause < LONGEST_PAUSE.toMillis())
        .as("the one that was killed had lanes")
        .anyMatch(pause -> pause > SHORTEST_PAUSE.toMillis());
  }

  private static long longestPause(List<RecordedCall> calls, long sinceMs) {
    long longest = 0;
    for (int i = 1; i < calls.size(); i++) {
      if (calls.get(i).atMs() >= sinceMs) {
        longest = Math.max(longest, calls.get(i).atMs() - calls.get(i - 1).atMs());
      }
    }
    return longest;
  }
}
