package dev.waybill.system;

import dev.waybill.schemas.Partitions;
import dev.waybill.schemas.WaitReason;
import dev.waybill.testing.guarantees.LimitHolds.Limits;
import dev.waybill.testing.guarantees.SimulatorControl;
import dev.waybill.testing.guarantees.Strangers.Owned;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The fleets of {@link ClusterIT} with a connection each, of two partners: fast and slow ones, ones
 * whose TSP fails, throttles, hangs, forgets to answer or does not bear a repeat, quiet ones, and
 * one that takes all it can get, in the partition of the quiet ones.
 */
final class ClusterFleets {
  static final String FRAGILE = "fragile";
  static final String HOG = "hog";

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int VEHICLES = 3;

  private final List<Fleet> all = new ArrayList<>();
  private final Map<String, List<UUID>> vehicles = new HashMap<>();

  /**
   * A fleet and its connection.
   *
   * @param owner the development client whose it is
   * @param behaviour of the simulated TSP
   */
  record Fleet(
      String name, String owner, UUID connection, Limits limits, Map<String, ?> behaviour) {
    boolean isQuiet() {
      return name.startsWith("quiet");
    }

    boolean isBackground() {
      return isQuiet() || name.equals(HOG);
    }
  }

  ClusterFleets() {
    Map<String, ?> usual = Map.of("latency_ms", 30, "latency_jitter_ms", 60);
    add("steady-1", "demo", new Limits(20, 5, 4), usual);
    add("steady-2", "other", new Limits(20, 5, 4), usual);
    add("slow", "demo", new Limits(2, 2, 2), usual);
    add("flaky", "other", new Limits(10, 5, 4), Map.of("latency_ms", 30, "failure_rate", 0.3));
    add(
        "throttled",
        "demo",
        new Limits(10, 4, 4),
        Map.of("latency_ms", 20, "requests_per_second", 4, "burst", 4));
    add("dropping", "demo", new Limits(10, 4, 4), usual);
    add("hanging", "other", new Limits(10, 4, 4), usual);
    add(
        FRAGILE,
        "demo",
        new Limits(10, 4, 4),
        Map.of("latency_ms", 30, "latency_jitter_ms", 60, "idempotent", false));
    UUID hog = add(HOG, "other", new Limits(40, 10, 8), Map.of("latency_ms", 800));
    add("quiet-1", "demo", neighbourOf(hog), new Limits(20, 10, 16), Map.of("latency_ms", 10));
    add("quiet-2", "demo", neighbourOf(hog), new Limits(20, 10, 16), Map.of("latency_ms", 10));
  }

  List<Fleet> all() {
    return all;
  }

  /** Vehicles that a fleet has from the beginning, to be updated. */
  List<UUID> vehicles(Fleet fleet) {
    return vehicles.getOrDefault(fleet.name(), List.of());
  }

  Map<String, Limits> limits() {
    return all.stream().collect(Collectors.toMap(Fleet::name, Fleet::limits));
  }

  Map<UUID, Owned> owners(Map<String, Partner> partners) {
    Map<UUID, Owned> owners = new HashMap<>();
    all.forEach(fleet ->
        owners.put(fleet.connection(), new Owned(partners.get(fleet.owner()).id(), fleet.name())));
    return owners;
  }

  /** Nobody is paused or suspended here, and nothing refers to anything. */
  Map<UUID, Set<WaitReason>> reasons() {
    Set<WaitReason> possible =
        EnumSet.of(
            WaitReason.LIMIT,
            WaitReason.CAP,
            WaitReason.ORDER,
            WaitReason.RETRY,
            WaitReason.BREAKER);
    Map<UUID, Set<WaitReason>> reasons = new LinkedHashMap<>();
    all.forEach(fleet -> reasons.put(fleet.connection(), possible));
    return reasons;
  }

  /** Registers the connections, and creates the vehicles. */
  void connect(Map<String, Partner> partners, SimulatorControl simulator) {
    for (Fleet fleet : all) {
      simulator.configure(fleet.name(), fleet.behaviour());
      partners
          .get(fleet.owner())
          .connect(fleet.connection(), fleet.name(), settings(fleet, simulator));
    }
    Map<UUID, Fleet> creates = new LinkedHashMap<>();
    for (Fleet fleet : all) {
      for (int i = 0; i < VEHICLES && !fleet.isBackground(); i++) {
        creates.put(
            partners.get(fleet.owner()).createVehicle(fleet.connection(), "Truck " + i), fleet);
      }
    }
    creates.forEach((id, fleet) ->
        vehicles
            .computeIfAbsent(fleet.name(), name -> new ArrayList<>())
            .add(
                UUID.fromString(
                    partners
                        .get(fleet.owner())
                        .ended(fleet.connection(), id, LIMIT)
                        .get("resource_id")
                        .asString())));
  }

  private static Map<String, ?> settings(Fleet fleet, SimulatorControl simulator) {
    return Map.of(
        "settings",
        Map.of("base_url", simulator.baseUrl(), "idempotent", !fleet.name().equals(FRAGILE)),
        "limits",
        Map.of(
            "requests_per_second",
            fleet.limits().requestsPerSecond(),
            "burst",
            fleet.limits().burst(),
            "max_in_flight",
            fleet.limits().maxInFlight()),
        "retry",
        Map.of("max_attempts", 20, "initial_delay_ms", 200, "max_delay_ms", 1_000),
        "call_timeout_ms",
        3_000);
  }

  private UUID add(String name, String owner, Limits limits, Map<String, ?> behaviour) {
    return add(name, owner, UUID.randomUUID(), limits, behaviour);
  }

  private UUID add(
      String name, String owner, UUID connection, Limits limits, Map<String, ?> behaviour) {
    all.add(new Fleet(name, owner, connection, limits, behaviour));
    return connection;
  }

  private static UUID neighbourOf(UUID connection) {
    int partition = Partitions.of(connection, Cluster.PARTITIONS);
    return Stream.generate(UUID::randomUUID)
        .filter(id -> Partitions.of(id, Cluster.PARTITIONS) == partition)
        .findFirst()
        .orElseThrow();
  }
}
