package dev.waybill.lane.host;

import java.time.Duration;
import java.util.Objects;

/**
 * How the tasks of one process are run.
 *
 * @param threads stream threads, at least 1
 * @param standbys further processes that keep a copy of each task's rows, from 0
 * @param replicationFactor of the changelog topics; -1 for the broker's default
 * @param commitInterval how long a step waits for its transaction, at least 1 ms: latency against
 *     throughput
 * @param cacheBytes rows held back until the commit, for all tasks together
 * @param patience with a process that does not say anything any more
 */
public record StreamsTuning(
    int threads,
    int standbys,
    short replicationFactor,
    Duration commitInterval,
    long cacheBytes,
    Patience patience) {
  public StreamsTuning {
    Objects.requireNonNull(patience, "patience");
    if (threads < 1 || standbys < 0 || commitInterval.toMillis() < 1 || cacheBytes < 0) {
      throw new IllegalArgumentException(
          "threads is at least 1, standbys and cacheBytes not negative, commitInterval at least 1"
              + " ms");
    }
  }

  /**
   * How long others wait for a process that was killed.
   *
   * @param session after this its partitions go to others; the broker has a lowest value, usually 6
   *     s. Heartbeats go out three times as often
   * @param transaction after this the broker aborts what it had begun, and others can read on;
   *     longer than the commit interval and than what a step may take
   */
  public record Patience(Duration session, Duration transaction) {
    /** 6 s, 10 s. */
    public static final Patience DEFAULT =
        new Patience(Duration.ofSeconds(6), Duration.ofSeconds(10));

    public Patience {
      if (session.toMillis() < 3 || transaction.toMillis() < 1) {
        throw new IllegalArgumentException("session and transaction are above 0");
      }
    }
  }

  /** One thread, no standby, the broker's replication, 50 ms, 64 MiB, the default patience. */
  public static StreamsTuning defaults() {
    return new StreamsTuning(
        1, 0, (short) -1, Duration.ofMillis(50), 64L * 1024 * 1024, Patience.DEFAULT);
  }
}
