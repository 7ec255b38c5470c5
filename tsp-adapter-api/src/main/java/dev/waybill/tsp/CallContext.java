package dev.waybill.tsp;

import java.time.Duration;

/** The bounds of one call: the time that it may take, from connecting to the answer's last byte. */
public final class CallContext {
  private final long startedNanos;
  private final Duration budget;

  private CallContext(long startedNanos, Duration budget) {
    this.startedNanos = startedNanos;
    this.budget = budget;
  }

  /** A call that starts now and has to be over within the budget. */
  public static CallContext within(Duration budget) {
    return new CallContext(System.nanoTime(), budget);
  }

  /** How long the call has taken so far. */
  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  /** The time that is left; zero when it is used up, never negative. */
  public Duration remaining() {
    Duration left = budget.minus(elapsed());
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Whether no time is left. */
  public boolean expired() {
    return remaining().isZero();
  }
}
