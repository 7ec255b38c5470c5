package dev.waybill.bench.simulation;

import dev.waybill.lane.core.Backoff;
import dev.waybill.lane.core.EngineSettings;
import dev.waybill.lane.core.LaneSettings;
import dev.waybill.lane.core.Limits;
import dev.waybill.lane.core.Ordering;
import dev.waybill.lane.core.RetryPolicy;
import java.time.Duration;

/**
 * What happens in a simulated task.
 *
 * @param lanes in all; every hundredth is noisy
 * @param items in all; half of them are the noisy lanes'
 * @param seed of all that is random
 */
record Scenario(int lanes, int items, long seed) {
  static final int NOISY_EVERY = 100;

  /** Quiet items each second, over all lanes together. */
  static final int QUIET_PER_SECOND = 140;

  /** A quiet lane gets so many at a time now and then, and is held by its own limit. */
  static final int BURST = 5;

  static final Duration QUIET_CALL = Duration.ofMillis(300);
  static final Duration HANGING_CALL = Duration.ofSeconds(30);

  private static final double QUIET_RATE = 1;
  private static final int QUIET_BURST = 2;

  /** A little less than comes in, so that the backlog of noisy lanes grows all the while. */
  private static final double NOISY_SHARE_SERVED = 0.85;

  private static final int MAX_IN_FLIGHT = 4;
  private static final int SLOTS = 1_000;

  String describe() {
    return "one task, %,d slots; quiet lanes get %d items/s together, a third of them in bursts of"
            .formatted(SLOTS, QUIET_PER_SECOND)
        + " %d to a lane of %.0f/s, calls take %d ms; of the noisy lanes' calls half hang for %d s"
            .formatted(BURST, QUIET_RATE, QUIET_CALL.toMillis(), HANGING_CALL.toSeconds())
        + " and half fail at once, and %.0f %% of what comes in fits their limits; a tick each 10 ms;"
            .formatted(NOISY_SHARE_SERVED * 100)
        + " ids are forgotten after an hour; seed "
        + seed;
  }

  int noisyLanes() {
    return lanes / NOISY_EVERY;
  }

  boolean isNoisy(int lane) {
    return lane % NOISY_EVERY == 0;
  }

  int quietItems() {
    return items / 2;
  }

  EngineSettings engine() {
    return new EngineSettings(
        SLOTS,
        EngineSettings.defaults().stepBudget(),
        EngineSettings.Timing.defaults(),
        new EngineSettings.Waits(
            Duration.ofSeconds(10), Duration.ofMillis(1), Duration.ofHours(1)));
  }

  LaneSettings settings(int lane) {
    double noisyRate = NOISY_SHARE_SERVED * QUIET_PER_SECOND / noisyLanes();
    Limits limits =
        isNoisy(lane)
            ? Limits.perSecond(noisyRate, QUIET_BURST, MAX_IN_FLIGHT, HANGING_CALL)
            : Limits.perSecond(QUIET_RATE, QUIET_BURST, MAX_IN_FLIGHT, HANGING_CALL);
    RetryPolicy retry =
        new RetryPolicy(
            2,
            new Backoff.Exponential(Duration.ofSeconds(1), Duration.ofMinutes(5)),
            Duration.ofDays(1));
    return new LaneSettings(1, 1, limits, retry, Ordering.PER_KEY, false);
  }
}
