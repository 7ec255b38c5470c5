package dev.waybill.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.schemas.Json;
import dev.waybill.schemas.Partitions;
import dev.waybill.schemas.TopicPlan;
import dev.waybill.schemas.WaitReason;
import dev.waybill.testing.guarantees.FewRepeats;
import dev.waybill.testing.guarantees.LimitHolds;
import dev.waybill.testing.guarantees.LimitHolds.Limits;
import dev.waybill.testing.guarantees.NobodyAHostage;
import dev.waybill.testing.guarantees.NothingLost;
import dev.waybill.testing.guarantees.Observation;
import dev.waybill.testing.guarantees.OneEnding;
import dev.waybill.testing.guarantees.OrderPerResource;
import dev.waybill.testing.guarantees.SaysWhy;
import dev.waybill.testing.guarantees.SimulatorControl;
import dev.waybill.testing.guarantees.Strangers;
import dev.waybill.testing.guarantees.Watch;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A quarter of a minute in which each promise is put to the test once: enough for a build that does
 * not keep it to be caught, and nothing that a sound one could not do.
 */
final class BrokenScenario {
  private static final String HOG = "hog";
  private static final String QUIET = "quiet";
  private static final String ORDERED = "ordered";
  private static final String PACED = "paced";
  private static final String CAPPED = "capped";
  private static final String FLAKY = "flaky";
  private static final String TWICE = "twice";
  private static final String FRAGILE = "fragile";

  private static final int PARTITIONS = TopicPlan.DEFAULT_PARTITIONS;
  private static final Duration SLACK = Duration.ofMillis(1_250);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** For a machine that is busy with other things; who waits behind the hog waits much longer. */
  private static final Duration ALLOWANCE = Duration.ofSeconds(2);

  /** The lanes tell once a second, on a machine that is busy with other things. */
  private static final Duration STALE = Duration.ofSeconds(3);

  private static final int SAMPLES = 25;
  private static final int SAMPLE_PAUSE_MS = 60;

  private final SimulatorControl simulator;
  private final Map<String, UUID> connections = new LinkedHashMap<>();
  private final Map<String, Limits> limits = new HashMap<>();
  private final Set<UUID> accepted = new HashSet<>();
  private final List<Observation> answers = new ArrayList<>();
  private final InstantSource clock = InstantSource.system();
  private final NobodyAHostage hostage = new NobodyAHostage(2, ALLOWANCE);

  BrokenScenario(SimulatorControl simulator) {
    this.simulator = simulator;
    Limits wide = new Limits(100, 50, 8);
    List.of(HOG, ORDERED, FLAKY, TWICE, FRAGILE).forEach(fleet -> limits.put(fleet, wide));
    limits.put(QUIET, wide);
    limits.put(PACED, new Limits(0.5, 1, 8));
    limits.put(CAPPED, new Limits(100, 50, 2));
    limits.keySet().forEach(fleet -> connections.put(fleet, UUID.randomUUID()));
    connections.put(QUIET, neighbourOf(connection(HOG)));
  }

  /** Registers the connections, all of one partner. */
  void connect(Partner partner) {
    Map<String, Map<String, ?>> behaviours =
        Map.of(
            HOG,
            Map.of("latency_ms", 1_000),
            ORDERED,
            Map.of("latency_ms", 60, "latency_jitter_ms", 60),
            CAPPED,
            Map.of("latency_ms", 100),
            FLAKY,
            Map.of("fail_next", Map.of("count", 5, "mode", "status", "status", 503)),
            FRAGILE,
            Map.of("latency_ms", 1_500, "idempotent", false));
    connections.forEach((fleet, connection) -> {
      simulator.configure(fleet, behaviours.getOrDefault(fleet, Map.of("latency_ms", 10)));
      partner.connect(connection, fleet, settings(fleet));
    });
  }

  /** Everything but the fragile fleet, which is for {@link #fragile}. */
  void run(Partner partner, Partner stranger, PlainProducer producer) throws InterruptedException {
    UUID create = partner.createVehicle(connection(ORDERED), "Truck");
    UUID vehicle =
        UUID.fromString(
            partner.ended(connection(ORDERED), create, LIMIT).get("resource_id").asString());
    Map<String, Object> twice = producer.vehicle(partner.id(), connection(TWICE), "Truck");
    accepted.addAll(List.of(create, producer.send(twice)));
    hostage.beforeTheNoise(quiet(partner, producer));
    creates(partner, producer, HOG, 20);
    Set<UUID> paced = creates(partner, producer, PACED, 8);
    creates(partner, producer, CAPPED, 30);
    creates(partner, producer, FLAKY, 5);
    // Whoever does not wait for a retry of the first goes too early.
    simulator.configure(
        ORDERED, Map.of("fail_next", Map.of("count", 2, "mode", "status", "status", 503)));
    for (int i = 0; i < 15; i++) {
      accepted.add(
          producer.sendSoon(
              producer.rename(partner.id(), connection(ORDERED), vehicle, "Truck " + i)));
    }
    producer.send(producer.vehicle(stranger.id(), connection(TWICE), "a stranger's"));
    // The same again, long after its end.
    partner.ended(connection(TWICE), PlainProducer.id(twice), LIMIT);
    producer.await(null, connection(TWICE).toString().getBytes(UTF_8), Json.write(twice));
    Set<UUID> beside = quiet(partner, producer);
    hostage.duringTheNoise(beside);
    Awaitility.await("calls of the quiet fleet")
        .atMost(LIMIT)
        .until(() -> simulator.calls(QUIET).size() >= 2 * SAMPLES);
    paced.forEach(id -> look(partner, id));
  }

  private void look(Partner partner, UUID operation) {
    answers.add(
        new Observation.Answered(
            partner.id(),
            partner.id(),
            "/v2/resource-operations/" + operation,
            200,
            partner.operation(operation),
            clock.millis()));
  }

  /** Calls that bear no repeat; returns when some are with the TSP, which takes its time. */
  void fragile(Partner partner, PlainProducer producer) {
    creates(partner, producer, FRAGILE, 4);
    Awaitility.await("calls of the fragile fleet")
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !simulator.calls(FRAGILE).isEmpty());
  }

  /** What was broken, by the guarantees' numbers, after all has ended or was waited for enough. */
  Map<String, List<String>> violations(Partner partner, Evidence evidence, Duration patience) {
    Watch watch = watch(partner);
    accepted.forEach(id -> watch.observe(new Observation.Accepted(id)));
    try {
      evidence.eventsOf(accepted, events -> Evidence.ended(events) >= accepted.size(), patience);
    } catch (AssertionError e) {
      System.out.println("not all has ended, which is for G1 to tell");
    }
    evidence.show(watch::observe);
    answers.forEach(watch::observe);
    connections
        .keySet()
        .forEach(fleet ->
            simulator
                .calls(fleet)
                .forEach(call -> watch.observe(new Observation.Called(fleet, call))));
    Map<String, List<String>> byNumber = new TreeMap<>();
    watch.violations().forEach((name, all) -> byNumber.put(name.substring(0, 2), all));
    return byNumber;
  }

  private Watch watch(Partner partner) {
    Map<UUID, Strangers.Owned> owners = new HashMap<>();
    Map<UUID, Set<WaitReason>> reasons = new HashMap<>();
    connections.forEach((fleet, connection) -> {
      owners.put(connection, new Strangers.Owned(partner.id(), fleet));
      reasons.put(connection, EnumSet.complementOf(EnumSet.of(WaitReason.PAUSED)));
    });
    return new Watch(
        List.of(
            new NothingLost(),
            new OneEnding(),
            new OrderPerResource(PARTITIONS),
            new LimitHolds(limits, SLACK),
            hostage,
            new FewRepeats(Set.of(FRAGILE)),
            new Strangers(owners),
            new SaysWhy(reasons, SaysWhy.Lanes.TELL, STALE)));
  }

  private Set<UUID> quiet(Partner partner, PlainProducer producer) throws InterruptedException {
    Set<UUID> asked = new HashSet<>();
    for (int i = 0; i < SAMPLES; i++) {
      asked.addAll(creates(partner, producer, QUIET, 1));
      TimeUnit.MILLISECONDS.sleep(SAMPLE_PAUSE_MS);
    }
    return asked;
  }

  private Set<UUID> creates(Partner partner, PlainProducer producer, String fleet, int count) {
    Set<UUID> asked = new HashSet<>();
    for (int i = 0; i < count; i++) {
      asked.add(producer.sendSoon(producer.vehicle(partner.id(), connection(fleet), "Truck " + i)));
    }
    producer.flush();
    accepted.addAll(asked);
    return asked;
  }

  private Map<String, ?> settings(String fleet) {
    Limits limit = limits.getOrDefault(fleet, new Limits(1, 1, 1));
    return Map.of(
        "settings",
        Map.of("base_url", simulator.baseUrl(), "idempotent", !fleet.equals(FRAGILE)),
        "limits",
        Map.of(
            "requests_per_second",
            limit.requestsPerSecond(),
            "burst",
            limit.burst(),
            "max_in_flight",
            limit.maxInFlight()),
        "retry",
        Map.of("initial_delay_ms", 300, "max_delay_ms", 600),
        "call_timeout_ms",
        3_000);
  }

  private UUID connection(String fleet) {
    return connections.getOrDefault(fleet, new UUID(0, 0));
  }

  private static UUID neighbourOf(UUID connection) {
    return Stream.generate(UUID::randomUUID)
        .filter(id -> Partitions.of(id, PARTITIONS) == Partitions.of(connection, PARTITIONS))
        .findFirst()
        .orElseThrow();
  }
}
