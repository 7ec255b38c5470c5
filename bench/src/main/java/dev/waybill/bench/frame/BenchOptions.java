package dev.waybill.bench.frame;

import org.jspecify.annotations.Nullable;

/**
 * What the command line asked for. What it left open is the benchmark's to choose, for a full run
 * and for a quick one.
 *
 * @param quick small sizes: shows that it works, and measures nothing
 * @param operations how many per run
 * @param connections over how many connections
 * @param rounds measured runs of each contender
 * @param only contenders to run, by name, separated by commas; null for all
 * @param overSeconds over how long something is spread
 */
public record BenchOptions(
    boolean quick,
    @Nullable Integer operations,
    @Nullable Integer connections,
    @Nullable Integer rounds,
    @Nullable String only,
    @Nullable Integer overSeconds) {
  private static final int FULL_ROUNDS = 3;

  /** Everything as the benchmark has it. */
  public static BenchOptions defaults(boolean quick) {
    return new BenchOptions(quick, null, null, null, null, null);
  }

  /** Operations per run. */
  public int operations(int full, int small) {
    return chosen(operations, full, small);
  }

  /** Connections. */
  public int connections(int full, int small) {
    return chosen(connections, full, small);
  }

  /** Seconds over which something is spread. */
  public int over(int full, int small) {
    return chosen(overSeconds, full, small);
  }

  /** Measured runs: three, or one that is quick. */
  public int measuredRuns() {
    return chosen(rounds, FULL_ROUNDS, 1);
  }

  private int chosen(@Nullable Integer asked, int full, int small) {
    if (asked != null) {
      return asked;
    }
    return quick ? small : full;
  }
}
