package dev.waybill.bench.simulation;

import dev.waybill.bench.frame.Contender;
import dev.waybill.bench.frame.Measure;
import dev.waybill.bench.frame.Measure.Better;
import dev.waybill.bench.frame.Sample;

/** One run of the scenario, with or without its noisy lanes. */
final class Life implements Contender {
  private static final Measure MEAN = new Measure("delay of quiet items, mean, ms", Better.LESS, 2);
  private static final Measure P99 = new Measure("delay of quiet items, p99, ms", Better.LESS, 0);
  private static final Measure P999 =
      new Measure("delay of quiet items, p99.9, ms", Better.LESS, 0);
  private static final Measure DECISIONS = new Measure("decisions/s", Better.MORE, 0);
  private static final Measure STEPS = new Measure("steps (events, ticks)/s", Better.MORE, 0);
  private static final Measure VIRTUAL = new Measure("virtual time, h", Better.NEITHER, 1);
  private static final Measure ROWS = new Measure("rows at most", Better.NEITHER, 0);
  private static final Measure HEAP = new Measure("heap in use at the end, MiB", Better.LESS, 0);
  private static final int WARM_UP_PART = 20;
  private static final double SECONDS_PER_HOUR = 3_600;

  private final String name;
  private final Scenario scenario;
  private final boolean noise;

  Life(String name, Scenario scenario, boolean noise) {
    this.name = name;
    this.scenario = scenario;
    this.noise = noise;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String settings() {
    return noise
        ? "%,d quiet items and as many of %,d noisy lanes"
            .formatted(scenario.quietItems(), scenario.noisyLanes())
        : "%,d quiet items, the noisy lanes have nothing to do".formatted(scenario.quietItems());
  }

  @Override
  public Sample run(boolean warmUp) {
    Scenario all =
        warmUp
            ? new Scenario(scenario.lanes(), scenario.items() / WARM_UP_PART, scenario.seed())
            : scenario;
    World world = new World(all, noise);
    long began = System.nanoTime();
    world.live();
    double seconds = (System.nanoTime() - began) / 1e9;
    double heap = heapInUse();
    return new Sample.Builder()
        .with(MEAN, world.delays().mean())
        .with(P99, (double) world.delays().percentile(0.99))
        .with(P999, (double) world.delays().percentile(0.999))
        .with(DECISIONS, world.decisions() / seconds)
        .with(STEPS, world.steps() / seconds)
        .with(VIRTUAL, world.virtualSeconds() / SECONDS_PER_HOUR)
        .with(ROWS, world.mostRows())
        .with(HEAP, heap)
        .build();
  }

  /** While the world is still there; a collection makes it say what is held, not what was used. */
  private static double heapInUse() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (double) ((runtime.totalMemory() - runtime.freeMemory()) >> 20);
  }
}
