package dev.waybill.lane.core;

import java.time.Duration;
import java.util.Objects;

/**
 * When to try again and when to give up.
 *
 * @param maxAttempts attempts that count, at least 1; a refusal for pace or credentials does not
 *     count
 * @param backoff the waits between them
 * @param expiresAfter no attempt is started later than this after the arrival, above 0, at most
 *     {@link #LONGEST}
 */
public record RetryPolicy(int maxAttempts, Backoff backoff, Duration expiresAfter) {
  /** Ten years, for any wait; far longer ones would not fit into a time any more. */
  public static final Duration LONGEST = Duration.ofDays(3_652);

  public RetryPolicy {
    Objects.requireNonNull(backoff, "backoff");
    if (maxAttempts < 1 || !expiresAfter.isPositive() || expiresAfter.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "maxAttempts is at least 1, expiresAfter above 0 and at most ten years");
    }
  }
}
