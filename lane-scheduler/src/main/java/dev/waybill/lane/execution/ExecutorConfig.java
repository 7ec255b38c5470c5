package dev.waybill.lane.execution;

import java.time.Duration;
import java.util.Objects;

/**
 * One executor.
 *
 * @param dispatched the topic it reads
 * @param attempted the topic it reports to
 * @param slots attempts at the same time, at least 1
 * @param stopGrace how long running attempts may go on after a stop
 */
public record ExecutorConfig(String dispatched, String attempted, int slots, Duration stopGrace) {
  public ExecutorConfig {
    Objects.requireNonNull(dispatched, "dispatched");
    Objects.requireNonNull(attempted, "attempted");
    if (slots < 1 || stopGrace.isNegative()) {
      throw new IllegalArgumentException("slots is at least 1, stopGrace not negative");
    }
  }

  /** 256 slots; ten seconds to finish. */
  public static ExecutorConfig of(String dispatched, String attempted) {
    return new ExecutorConfig(dispatched, attempted, 256, Duration.ofSeconds(10));
  }
}
