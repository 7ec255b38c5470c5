package dev.waybill.bench.frame;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Median and ends of one measure over several runs. */
public record Spread(double min, double median, double max) {
  /** The spread of those samples that have the measure; null if none has. */
  public static @Nullable Spread of(List<Sample> samples, Measure measure) {
    double[] sorted =
        samples.stream()
            .filter(sample -> sample.values().containsKey(measure))
            .mapToDouble(sample -> sample.value(measure))
            .sorted()
            .toArray();
    return sorted.length == 0 ? null : of(sorted);
  }

  private static Spread of(double[] sorted) {
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(sorted[0], median, sorted[sorted.length - 1]);
  }

  /**
   * The smallest value that at least this part of all values does not exceed.
   *
   * @param values not empty; sorted by this call
   * @param part above 0, at most 1
   */
  public static long percentile(long[] values, double part) {
    Arrays.sort(values);
    int rank = (int) Math.ceil(part * values.length);
    return values[Math.max(rank, 1) - 1];
  }
}
