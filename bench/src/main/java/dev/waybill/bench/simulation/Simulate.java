package dev.waybill.bench.simulation;

import dev.waybill.bench.frame.Bench;
import dev.waybill.bench.frame.Benchmark;
import dev.waybill.bench.frame.Comparison;
import java.util.List;

/** {@code simulate}: 100,000 lanes and 10 million items in virtual time, with and without noise. */
public final class Simulate implements Benchmark {
  private static final int ITEMS = 10_000_000;
  private static final int QUICK_ITEMS = 40_000;
  private static final int LANES = 100_000;
  private static final int QUICK_LANES = 2_000;
  private static final long SEED = 20_261_122;

  @Override
  public String name() {
    return "simulate";
  }

  @Override
  public String compares() {
    return "the core in virtual time: quiet lanes with and without 1 % noisy ones; decisions per"
        + " second, memory";
  }

  @Override
  public void run(Bench bench) throws InterruptedException {
    Scenario scenario =
        new Scenario(
            bench.options().connections(LANES, QUICK_LANES),
            bench.options().operations(ITEMS, QUICK_ITEMS),
            SEED);
    bench.out().println("scenario: " + scenario.describe());
    // Virtual time is the same each time; a second run would only tell how fast this machine is.
    new Comparison(
            "simulate: %,d lanes, %,d items".formatted(scenario.lanes(), scenario.items()),
            List.of(
                new Life("quiet-alone", scenario, false), new Life("with-noise", scenario, true)),
            bench)
        .inRounds(bench.options().rounds() == null ? 1 : bench.options().measuredRuns())
        .runAndTell();
  }
}
