package dev.waybill.lane.host;

import java.time.Duration;

/**
 * How the tasks of one process are run.
 *
 * @param threads stream threads, at least 1
 * @param standbys further processes that keep a copy of each task's rows, from 0
 * @param replicationFactor of the changelog topics; -1 for the broker's default
 * @param commitInterval how long a step waits for its transaction, at least 1 ms: latency against
 *     throughput
 * @param cacheBytes rows held back until the commit, for all tasks together
 */
public record StreamsTuning(
    int threads, int standbys, short replicationFactor, Duration commitInterval, long cacheBytes) {
  public StreamsTuning {
    if (threads < 1 || standbys < 0 || commitInterval.toMillis() < 1 || cacheBytes < 0) {
      throw new IllegalArgumentException(
          "threads is at least 1, standbys and cacheBytes not negative, commitInterval at least 1"
              + " ms");
    }
  }

  /** One thread, no standby, the broker's replication, 50 ms, 64 MiB. */
  public static StreamsTuning defaults() {
    return new StreamsTuning(1, 0, (short) -1, Duration.ofMillis(50), 64L * 1024 * 1024);
  }
}
