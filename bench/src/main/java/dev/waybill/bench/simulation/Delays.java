package dev.waybill.bench.simulation;

/** Delays in whole milliseconds, counted. */
final class Delays {
  private static final int LONGEST = 600_000;

  private final long[] counts = new long[LONGEST + 1];
  private long total;
  private long sum;

  void add(long millis) {
    counts[Math.clamp(millis, 0, LONGEST)]++;
    total++;
    sum += millis;
  }

  double mean() {
    return total == 0 ? 0 : (double) sum / total;
  }

  /** What the given part of all delays does not exceed; ten minutes stand for more. */
  long percentile(double part) {
    long rank = Math.max(1, (long) Math.ceil(part * total));
    long seen = 0;
    for (int millis = 0; millis <= LONGEST; millis++) {
      seen += counts[millis];
      if (seen >= rank) {
        return millis;
      }
    }
    return LONGEST;
  }
}
