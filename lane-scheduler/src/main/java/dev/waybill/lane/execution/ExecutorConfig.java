package dev.waybill.lane.execution;

import dev.waybill.lane.core.EngineSettings;
import java.time.Duration;
import java.util.Objects;

/**
 * One executor.
 *
 * @param dispatched the topic it reads
 * @param attempted the topic it reports to
 * @param slots quick calls at the same time, at least 1; with slow ones beside them there may be
 *     four times as many in all, of which each costs two virtual threads and its payload; as many
 *     again, of lanes that hang, may wait for a place, with one thread each
 * @param slowAfter a call that has run for so long counts as slow: all such calls together leave
 *     half of the slots to quick ones
 * @param stopGrace how long running attempts may go on after a stop
 * @param clockBound how far this machine's clock may be behind those of the schedulers
 */
public record ExecutorConfig(
    String dispatched,
    String attempted,
    int slots,
    Duration slowAfter,
    Duration stopGrace,
    Duration clockBound) {
  /** When a call counts as slow, unless chosen otherwise. */
  public static final Duration SLOW_AFTER = Duration.ofSeconds(1);

  /** The most calls at the same time, slow ones included, in slots. */
  public static final int MOST_PER_SLOT = Slots.TIMES;

  public ExecutorConfig {
    Objects.requireNonNull(dispatched, "dispatched");
    Objects.requireNonNull(attempted, "attempted");
    if (slots < 1 || !slowAfter.isPositive() || stopGrace.isNegative() || clockBound.isNegative()) {
      throw new IllegalArgumentException(
          "slots is at least 1, slowAfter above 0, stopGrace and clockBound not negative");
    }
  }

  /** With the clock bound of the engine's defaults. */
  public ExecutorConfig(
      String dispatched, String attempted, int slots, Duration slowAfter, Duration stopGrace) {
    this(
        dispatched,
        attempted,
        slots,
        slowAfter,
        stopGrace,
        EngineSettings.Timing.defaults().clockBound());
  }

  /** 256 slots; slow after a second; ten seconds to finish. */
  public static ExecutorConfig of(String dispatched, String attempted) {
    return new ExecutorConfig(dispatched, attempted, 256, SLOW_AFTER, Duration.ofSeconds(10));
  }
}
