package dev.waybill.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.OperationStatus;
import dev.waybill.testing.guarantees.FewRepeats;
import dev.waybill.testing.guarantees.LimitHolds;
import dev.waybill.testing.guarantees.NobodyAHostage;
import dev.waybill.testing.guarantees.NothingLost;
import dev.waybill.testing.guarantees.Observation;
import dev.waybill.testing.guarantees.OneEnding;
import dev.waybill.testing.guarantees.OrderPerResource;
import dev.waybill.testing.guarantees.SaysWhy;
import dev.waybill.testing.guarantees.SimulatorControl;
import dev.waybill.testing.guarantees.Strangers;
import dev.waybill.testing.guarantees.Watch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All guarantees, in a cluster of real processes under random load that are killed, frozen and
 * restarted at random, the broker among them.
 *
 * <p>Three rounds in {@code mvn verify}, twenty with {@code -Dwaybill.guarantees=long}; {@code
 * -Dwaybill.cluster.seed=N} does the same again.
 */
final class ClusterIT {
  private static final boolean LONG = "long".equals(System.getProperty("waybill.guarantees"));
  private static final int ROUNDS = Integer.getInteger("waybill.cluster.rounds", LONG ? 20 : 3);
  private static final Duration FREEZE =
      Duration.ofSeconds(Integer.getInteger("waybill.cluster.freeze_s", LONG ? 20 : 8));
  private static final long SEED = Long.getLong("waybill.cluster.seed", System.nanoTime());

  /** By the seed, so that both are seen. */
  private static final long STANDBYS = SEED & 1;

  /** δ of G4, and what the way to the TSP varies in a process that has just been started. */
  private static final Duration SLACK = Duration.ofMillis(1_500);

  /**
   * What a machine that runs all this at once may add. The backlog is ten times as long: whoever
   * waits behind it is seen.
   */
  private static final Duration HOSTAGE = Duration.ofSeconds(2);

  /** Until somebody runs the lanes of a scheduler that was lost, and tells of them. */
  private static final Duration RECOVERY = Duration.ofSeconds(20);

  private static final int BACKLOG = 200;
  private static final Duration PHASE = Duration.ofSeconds(6);

  /** What piled up in the rounds is worked off at the pace of the limits. */
  private static final Duration ALL_ENDED = Duration.ofSeconds(120 + 15L * ROUNDS);

  @TempDir Path folder;

  @Test
  void keepsAllGuaranteesWhateverIsKilledFrozenOrRestarted() throws Exception {
    System.out.printf(
        "cluster: %d rounds, frozen for %s, %d standbys, seed %d%n",
        ROUNDS, FREEZE, STANDBYS, SEED);
    ClusterFleets fleets = new ClusterFleets();
    try (Cluster cluster =
            Cluster.start(
                folder, Cluster.EXECUTORS, Map.of("WAYBILL_WORKER_STANDBYS", "" + STANDBYS));
        SimulatorControl simulator = new SimulatorControl(cluster.simulatorUrl())) {
      Map<String, Partner> partners =
          Map.of(
              "demo", Partner.signIn(cluster.apiUrl(), "demo"),
              "other", Partner.signIn(cluster.apiUrl(), "other"));
      fleets.connect(partners, simulator);
      try (ClusterLoad load =
          new ClusterLoad(fleets, partners, simulator, cluster.bootstrapServers(), SEED)) {
        NobodyAHostage hostage = new NobodyAHostage(2, HOSTAGE);
        disturb(cluster, load, hostage);
        judge(cluster, load, fleets, partners, simulator, hostage);
      } catch (AssertionError e) {
        System.out.println(cluster.lastWords());
        throw e;
      }
    }
  }

  private static void disturb(Cluster cluster, ClusterLoad load, NobodyAHostage hostage)
      throws InterruptedException {
    load.startQuietOnes();
    TimeUnit.MILLISECONDS.sleep(PHASE.toMillis());
    Set<UUID> usual = load.accepted();
    load.startNoise(BACKLOG);
    TimeUnit.MILLISECONDS.sleep(PHASE.toMillis());
    hostage.beforeTheNoise(usual);
    Set<UUID> beside = load.quietOnes();
    beside.removeAll(usual);
    hostage.duringTheNoise(beside);
    // What was asked gets to its call before anything else happens, unless it is a hostage.
    try (Evidence evidence = new Evidence(cluster.bootstrapServers())) {
      evidence.eventsOf(beside, events -> Evidence.ended(events) >= beside.size(), ALL_ENDED);
    }
    Disturbances disturbances = new Disturbances(cluster, SEED, FREEZE);
    for (int round = 1; round <= ROUNDS; round++) {
      System.out.printf("cluster: round %d: %s%n", round, disturbances.round());
    }
    load.stop();
    cluster.launchWhoGaveUp();
  }

  private static void judge(
      Cluster cluster,
      ClusterLoad load,
      ClusterFleets fleets,
      Map<String, Partner> partners,
      SimulatorControl simulator,
      NobodyAHostage hostage) {
    NothingLost nothingLost = new NothingLost();
    FewRepeats repeats = new FewRepeats(Set.of(ClusterFleets.FRAGILE));
    Watch watch =
        new Watch(
            List.of(
                nothingLost,
                new OneEnding(),
                new OrderPerResource(Cluster.PARTITIONS),
                new LimitHolds(fleets.limits(), SLACK),
                hostage,
                repeats,
                new Strangers(fleets.owners(partners)),
                new SaysWhy(fleets.reasons(), SaysWhy.Lanes.TELL, FREEZE.plus(RECOVERY))));
    Set<UUID> accepted = load.accepted();
    accepted.forEach(id -> watch.observe(new Observation.Accepted(id)));
    try (Evidence evidence = new Evidence(cluster.bootstrapServers())) {
      evidence.eventsOf(accepted, events -> Evidence.ended(events) >= accepted.size(), ALL_ENDED);
      evidence.show(watch::observe);
      load.answers().forEach(watch::observe);
      fleets
          .all()
          .forEach(fleet ->
              simulator
                  .calls(fleet.name())
                  .forEach(call -> watch.observe(new Observation.Called(fleet.name(), call))));
      System.out.printf(
          "cluster: %d operations, %d of them called more than once by right, %d answers; %s%n",
          accepted.size(), repeats.repeated().size(), load.answers().size(), hostage.figures());
      assertThat(watch.violations()).isEmpty();
      assertThat(evidence.events())
          .filteredOn(event -> event.data().status() == OperationStatus.FAILED)
          .as("only a fleet that bears no repeats may lose to an outcome that nobody knows")
          .allMatch(event -> ClusterFleets.FRAGILE.equals(event.data().fleetRef()));
    }
  }
}
