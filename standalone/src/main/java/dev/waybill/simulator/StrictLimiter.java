package dev.waybill.simulator;

import java.time.Duration;
import java.time.Instant;

/**
 * A rate limit without slack (GCRA): in no window of length W are more than {@code rate·W + burst}
 * calls let through. Refused calls cost nothing. Not thread-safe.
 */
final class StrictLimiter {
  private long nowNanos;
  private long spentUntilNanos;

  /**
   * Where a caller stands.
   *
   * @param remaining calls that would be let through now
   * @param reset how long until one more would be if there are none, else until all would be
   */
  record Quota(int remaining, Duration reset) {}

  /** Where a caller stands, under the limit given last. */
  Quota quota(Instant now, double ratePerSecond, int burst) {
    long interval = interval(ratePerSecond);
    advance(now);
    long owed = Math.max(0, Math.min(spentUntilNanos - nowNanos, burst * interval));
    int remaining = (int) (burst - Math.ceilDiv(owed, interval));
    long reset = remaining > 0 ? owed : owed - (burst - 1) * interval;
    return new Quota(remaining, Duration.ofNanos(reset));
  }

  /**
   * Lets a call through, or says how long to wait.
   *
   * @param ratePerSecond more than 0
   * @param burst at least 1
   * @return zero if it is let through
   */
  Duration admit(Instant now, double ratePerSecond, int burst) {
    long interval = interval(ratePerSecond);
    advance(now);
    // Only after a change of the limit is this ever less: the new one then counts as used up.
    long spent = Math.min(spentUntilNanos, nowNanos + burst * interval);
    long free = spent - (burst - 1) * interval;
    if (nowNanos < free) {
      return Duration.ofNanos(free - nowNanos);
    }
    spentUntilNanos = Math.max(spent, nowNanos) + interval;
    return Duration.ZERO;
  }

  private static long interval(double ratePerSecond) {
    return (long) Math.ceil(1e9 / ratePerSecond);
  }

  /** A clock that is set back must not give calls away. */
  private void advance(Instant now) {
    nowNanos = Math.max(nowNanos, now.getEpochSecond() * 1_000_000_000L + now.getNano());
  }
}
