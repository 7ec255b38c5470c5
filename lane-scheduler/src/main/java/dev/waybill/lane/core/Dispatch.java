package dev.waybill.lane.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * An attempt to be made.
 *
 * @param attempt its id
 * @param mode what to do
 * @param window when it may start
 * @param callTimeout the hard deadline of the call
 * @param pace what the executor spaces starts of this lane by, should dispatches have bunched up on
 *     the way
 * @param preparation what to send
 */
public record Dispatch(
    AttemptId attempt,
    Mode mode,
    Window window,
    Duration callTimeout,
    Pace pace,
    Preparation.Ready preparation) {
  public Dispatch {
    Objects.requireNonNull(attempt, "attempt");
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(window, "window");
    Objects.requireNonNull(callTimeout, "callTimeout");
    Objects.requireNonNull(pace, "pace");
    Objects.requireNonNull(preparation, "preparation");
  }

  /** What an attempt does. */
  public enum Mode {
    /** The call itself. */
    EXECUTE,
    /** Finds out whether an earlier call happened. */
    RECONCILE
  }

  /**
   * When an attempt may start.
   *
   * @param notBefore inclusive
   * @param notAfter inclusive; later it is not started any more
   */
  public record Window(Instant notBefore, Instant notAfter) {}

  /**
   * A rate. That of an express item is {@link #NONE}: it is counted and does not wait.
   *
   * @param nanosPerCall as in {@link Limits}
   * @param burst as in {@link Limits}
   */
  public record Pace(long nanosPerCall, int burst) {
    /** Starts at once. */
    public static final Pace NONE = new Pace(0, 1);
  }
}
