package dev.waybill.schemas;

/**
 * How often and how long an operation is tried: exponential back-off with full jitter.
 *
 * @param maxAttempts attempts in all, at least 1
 * @param initialDelayMs the first back-off is between 0 and this; 1 to {@code maxDelayMs}
 * @param maxDelayMs no back-off is longer, unless the TSP asks for it
 * @param expiresAfterS seconds from the request after which no attempt starts
 */
public record RetryPolicy(
    int maxAttempts, long initialDelayMs, long maxDelayMs, long expiresAfterS) {
  public static final RetryPolicy DEFAULT = new RetryPolicy(8, 1_000, 300_000, 86_400);

  public RetryPolicy {
    if (maxAttempts < 1 || expiresAfterS < 1) {
      throw new IllegalArgumentException(
          "max_attempts and expires_after_s must be at least 1, not %d and %d"
              .formatted(maxAttempts, expiresAfterS));
    }
    if (initialDelayMs < 1 || maxDelayMs < initialDelayMs) {
      throw new IllegalArgumentException(
          "initial_delay_ms must be at least 1 and max_delay_ms no less than it, not %d and %d"
              .formatted(initialDelayMs, maxDelayMs));
    }
  }
}
