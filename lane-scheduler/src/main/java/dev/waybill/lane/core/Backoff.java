package dev.waybill.lane.core;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** How long to wait before the next attempt. */
public sealed interface Backoff {
  /**
   * The wait after a failed attempt.
   *
   * @param failures attempts that have failed so far, from 1
   */
  Duration delay(int failures, RandomGenerator random);

  /**
   * Doubles with each failure, full jitter: uniformly between nothing and the doubled delay, so
   * that items that failed together do not come back together.
   *
   * @param initial the upper bound of the first wait, at least 1 ms
   * @param max the upper bound of any wait, at least {@code initial}
   */
  record Exponential(Duration initial, Duration max) implements Backoff {
    private static final int MAX_DOUBLINGS = 40;

    public Exponential {
      if (initial.compareTo(Duration.ofMillis(1)) < 0
          || max.compareTo(initial) < 0
          || max.compareTo(RetryPolicy.LONGEST) > 0) {
        throw new IllegalArgumentException("1 ms <= initial <= max <= ten years");
      }
    }

    @Override
    public Duration delay(int failures, RandomGenerator random) {
      int doublings = Math.min(Math.max(failures - 1, 0), MAX_DOUBLINGS);
      long most = max.toMillis();
      // Shifting back tells whether the doubling would overflow.
      long doubled =
          initial.toMillis() > (most >> doublings) ? most : initial.toMillis() << doublings;
      return Duration.ofMillis(random.nextLong(doubled + 1));
    }
  }

  /**
   * Fixed waits, as a partner agreed to them; the last one repeats. Up to a tenth is added, so that
   * items that failed together do not come back together; none comes early.
   *
   * @param delays at least one, none negative; the first is the wait after the first failure
   */
  record Schedule(List<Duration> delays) implements Backoff {
    private static final int JITTER_PART = 10;

    public Schedule {
      delays = List.copyOf(delays);
      if (delays.isEmpty() || !delays.stream().allMatch(Schedule::isPossible)) {
        throw new IllegalArgumentException(
            "a schedule has at least one delay, none negative, none over ten years");
      }
    }

    private static boolean isPossible(Duration delay) {
      return !delay.isNegative() && delay.compareTo(RetryPolicy.LONGEST) <= 0;
    }

    @Override
    public Duration delay(int failures, RandomGenerator random) {
      Duration agreed = delays.get(Math.min(Math.max(failures, 1), delays.size()) - 1);
      return agreed.plusMillis(random.nextLong(agreed.toMillis() / JITTER_PART + 1));
    }
  }
}
