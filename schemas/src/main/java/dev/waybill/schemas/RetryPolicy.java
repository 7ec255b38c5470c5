package dev.waybill.schemas;

/**
 * How often and how long an operation is tried: exponential back-off with full jitter.
 *
 * @param maxAttempts attempts in all, at least 1
 * @param initialDelayMs the first back-off is between 0 and this
 * @param maxDelayMs no back-off is longer, unless the TSP asks for it
 * @param expiresAfterS seconds from the request after which no attempt starts
 */
public record RetryPolicy(
    int maxAttempts, long initialDelayMs, long maxDelayMs, long expiresAfterS) {
  public static final RetryPolicy DEFAULT = new RetryPolicy(8, 1_000, 300_000, 86_400);
}
