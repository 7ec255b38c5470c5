package dev.waybill.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.waybill.testing.ProcessUnderTest;
import dev.waybill.testing.guarantees.SimulatorControl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The guarantees' objects catch builds that break them: all at once in {@code mvn verify}, one by
 * one, and a sound one, with {@code -Dwaybill.guarantees=long}; {@code -Dwaybill.broken_build=NAME}
 * leaves the others out.
 */
final class BrokenBuildsIT {
  /** A build that breaks G1 makes the short form wait for all of it. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final Duration LONG_PATIENCE = Duration.ofSeconds(90);

  /** Kills are missed sooner, and the fence is up sooner. */
  private static final Map<String, String> FAST =
      Map.of("WAYBILL_WORKER_CLOCK_BOUND", "500ms", "WAYBILL_KAFKA_TRANSACTION_TIMEOUT_MS", "4000");

  @TempDir Path folder;

  /**
   * Those that do not hide one another: one call at a time keeps many a limit by being slow, and
   * that a start is forgotten shows by a kill only. Calling twice shows by duplicates here, too.
   */
  @Test
  void aBuildThatBreaksAlmostEverythingIsCaughtByEachOfTheseGuarantees() throws Exception {
    Set<BrokenBuild> builds =
        EnumSet.complementOf(
            EnumSet.of(BrokenBuild.STARTS_FORGOTTEN, BrokenBuild.ONE_CALL_AT_A_TIME));
    Map<String, List<String>> violations = judge(builds, false, PATIENCE);
    assertThat(violations).containsKeys("G1", "G2", "G3", "G4", "G6", "G7", "G8");
  }

  @ParameterizedTest
  @EnumSource
  @EnabledIfSystemProperty(named = "waybill.guarantees", matches = "long")
  void eachBrokenBuildIsCaughtByItsOwnGuaranteeAndNoOther(BrokenBuild build) throws Exception {
    assumeThat(System.getProperty("waybill.broken_build", build.name())).isEqualTo(build.name());
    Duration patience = build == BrokenBuild.RETRIES_FORGOTTEN ? PATIENCE : LONG_PATIENCE;
    assertThat(judge(Set.of(build), build == BrokenBuild.STARTS_FORGOTTEN, patience).keySet())
        .isEqualTo(build.guarantees());
  }

  @Test
  @EnabledIfSystemProperty(named = "waybill.guarantees", matches = "long")
  void aSoundBuildKeepsThemAll() throws Exception {
    assertThat(judge(Set.of(), true, LONG_PATIENCE)).isEmpty();
  }

  private Map<String, List<String>> judge(
      Collection<BrokenBuild> builds, boolean kill, Duration patience) throws InterruptedException {
    Path classes = BrokenBuild.write(builds, folder.resolve("broken"));
    Path data = folder.resolve("data");
    try (ProcessUnderTest tsp = WaybillProcess.simulator(folder);
        SimulatorControl simulator = new SimulatorControl(WaybillProcess.simulatorUrl(tsp))) {
      BrokenScenario scenario = new BrokenScenario(simulator);
      try (WaybillProcess waybill = WaybillProcess.start(data, List.of(classes), FAST);
          PlainProducer producer = new PlainProducer(waybill.bootstrapServers())) {
        Partner partner = Partner.signIn(waybill.url(), "demo");
        scenario.connect(partner);
        scenario.run(partner, Partner.signIn(waybill.url(), "other"), producer);
        if (!kill) {
          return violations(scenario, waybill, patience);
        }
        scenario.fragile(partner, producer);
        waybill.kill();
      }
      try (WaybillProcess again = WaybillProcess.start(data, List.of(classes), FAST)) {
        return violations(scenario, again, patience);
      }
    }
  }

  private static Map<String, List<String>> violations(
      BrokenScenario scenario, WaybillProcess waybill, Duration patience) {
    try (Evidence evidence = new Evidence(waybill.bootstrapServers())) {
      return scenario.violations(Partner.signIn(waybill.url(), "demo"), evidence, patience);
    }
  }
}
