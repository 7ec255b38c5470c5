package dev.waybill.lane.core;

import java.time.Duration;
import java.util.Objects;

/**
 * What a lane may do at most. In any window {@code W} there are at most {@code W / interval +
 * burst} dispatches.
 *
 * @param nanosPerCall the emission interval in nanoseconds, 1 to {@link #MAX_NANOS_PER_CALL}
 * @param burst calls that may come at once after a pause, 1 to {@link #MAX_BURST}
 * @param maxInFlight attempts at the same time, 1 to {@link #MAX_IN_FLIGHT}
 * @param callTimeout the hard deadline of one call, 1 ms to 1 h
 */
public record Limits(long nanosPerCall, int burst, int maxInFlight, Duration callTimeout) {
  /**
   * One call an hour. Times {@link #MAX_BURST} it still fits into a long with any time of this
   * century.
   */
  public static final long MAX_NANOS_PER_CALL = 3_600_000_000_000L;

  public static final int MAX_BURST = 1_000_000;

  /** Attempts in flight are listed in the lane's head row, which is rewritten at each step. */
  public static final int MAX_IN_FLIGHT = 1_000;

  private static final Duration MAX_CALL_TIMEOUT = Duration.ofHours(1);
  private static final double NANOS_PER_SECOND = 1e9;

  public Limits {
    Objects.requireNonNull(callTimeout, "callTimeout");
    within("nanosPerCall", nanosPerCall, MAX_NANOS_PER_CALL);
    within("burst", burst, MAX_BURST);
    within("maxInFlight", maxInFlight, MAX_IN_FLIGHT);
    within("callTimeout in ms", callTimeout.toMillis(), MAX_CALL_TIMEOUT.toMillis());
  }

  /**
   * Limits from a rate. A rate outside of what can be held is brought to the nearest that can.
   *
   * @param callsPerSecond above 0
   */
  public static Limits perSecond(
      double callsPerSecond, int burst, int maxInFlight, Duration callTimeout) {
    if (!(callsPerSecond > 0)) {
      throw new IllegalArgumentException("callsPerSecond is above 0");
    }
    // Rounded up, or the rate over a day would be a little more than was asked for.
    double nanos = Math.ceil(NANOS_PER_SECOND / callsPerSecond);
    long bounded = (long) Math.min(Math.max(nanos, 1), MAX_NANOS_PER_CALL);
    return new Limits(bounded, burst, maxInFlight, callTimeout);
  }

  private static void within(String name, long value, long max) {
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(name + " is from 1 to " + max + ", not " + value);
    }
  }
}
