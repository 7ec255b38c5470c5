package dev.waybill.lane.core;

/**
 * The generic cell rate algorithm: a token bucket in one number, the theoretical arrival time of
 * the next call, in nanoseconds since the epoch. Right for rates from one an hour on, until the
 * year 2262.
 */
final class Gcra {
  static final long NANOS_PER_MILLI = 1_000_000;

  private Gcra() {}

  /** The first millisecond at which a call is allowed. */
  static long allowedAt(long arrivalTime, Limits limits) {
    long nanos = arrivalTime - (limits.burst() - 1) * limits.nanosPerCall();
    return Math.ceilDiv(nanos, NANOS_PER_MILLI);
  }

  /** The theoretical arrival time after a call at the given millisecond. */
  static long afterCall(long arrivalTime, Limits limits, long at) {
    return Math.max(arrivalTime, at * NANOS_PER_MILLI) + limits.nanosPerCall();
  }

  /** Under new limits nobody waits longer than from an empty bucket. */
  static long underNewLimits(long arrivalTime, Limits limits, long now) {
    return Math.min(arrivalTime, now * NANOS_PER_MILLI + limits.burst() * limits.nanosPerCall());
  }

  /**
   * At the given millisecond one call is allowed, and not those that a pause would have saved up.
   */
  static long withoutBurst(long arrivalTime, Limits limits, long at) {
    return Math.max(
        arrivalTime, at * NANOS_PER_MILLI + (limits.burst() - 1) * limits.nanosPerCall());
  }
}
