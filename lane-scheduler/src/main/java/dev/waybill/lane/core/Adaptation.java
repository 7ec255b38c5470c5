package dev.waybill.lane.core;

import org.jspecify.annotations.Nullable;

/**
 * Learns from answers how many calls at a time, and how many a second, another side takes that
 * takes less than a lane's limits allow. Only in engines that are told to; in others refusals for
 * pace are for {@link Pacing} alone.
 *
 * <p>Calls at a time come down when calls fail as those of an overloaded side do, or take so much
 * longer that they must be waiting for one another; calls a second come down when they are refused
 * for pace. Both come back with the time, see {@link Share}.
 */
final class Adaptation {
  /**
   * A lane that is new, or starts afresh, begins with so many calls at a time, and one more with
   * each answer.
   */
  static final int FIRST_AT_A_TIME = 10;

  private static final double LEAST_PACE = 0.01;
  private static final long NANOS_OF_LEAST = 1_000_000_000;
  private static final long STEP_MILLIS = 1_000;
  private static final long FIRST_REST_MILLIS = 1_000;

  /** The longest rest is four minutes and a quarter. */
  private static final int MOST_DOUBLINGS = 8;

  private final boolean isOn;
  private final Lanes lanes;

  Adaptation(boolean isOn, Lanes lanes) {
    this.isOn = isOn;
    this.lanes = lanes;
  }

  /** How many attempts of the lane may be in flight, as far as this goes. */
  static int window(Lane lane, LaneSettings known, long now) {
    int max = known.limits().maxInFlight();
    Regulator window = lane.window;
    return window == null ? max : Math.clamp(whole(window.at(now) * max), 1, max);
  }

  private static long whole(double callsInMillionths) {
    // What is a whole number but for its rounding is that number.
    return (long) (callsInMillionths / Share.WHOLE + 1e-4);
  }

  /** Whether the other side takes less than the limits allow. */
  static boolean isHeldBack(Lane lane, long now) {
    Regulator window = lane.window;
    Regulator rate = lane.rate;
    return lane.pace < Lane.FULL_PACE
        || (window != null && window.at(now) < Share.WHOLE)
        || (rate != null && rate.at(now) < Share.WHOLE);
  }

  /**
   * Whether what was learned, and what the other side asked for, is of the past: the lane goes on
   * after a pause, or has credentials for another side.
   */
  boolean isAFreshStart(LaneSettings before, LaneSettings after) {
    return isOn
        && after.version() > before.version()
        && ((before.paused() && !after.paused())
            || before.credentialsVersion() != after.credentialsVersion());
  }

  /**
   * The lane has settings for the first time, or starts afresh.
   *
   * @param before null for the first time
   */
  void begins(Lane lane, @Nullable LaneSettings before, LaneSettings after) {
    lane.callTimes = null;
    lane.ramp = isOn && after.limits().maxInFlight() > FIRST_AT_A_TIME ? FIRST_AT_A_TIME : 0;
    if (before != null && before.credentialsVersion() != after.credentialsVersion()) {
      lane.inFlight.forEach(attempt -> attempt.isOfAnotherSide = true);
    }
  }

  /** A call was answered well. */
  void succeeded(Lane lane, InFlight attempt, long now) {
    LaneSettings known = lane.settings;
    if (!isOn || known == null) {
      return;
    }
    lane.refusals = 0;
    if (lane.rate != null) {
      lane.rate.count(false);
    }
    if (lane.window != null) {
      lane.window.count(false);
    }
    if (attempt.callMillis > 0) {
      timed(lane, known, attempt, now);
    }
  }

  private void timed(Lane lane, LaneSettings known, InFlight attempt, long now) {
    CallTimes times = lane.callTimes == null ? new CallTimes(0) : lane.callTimes;
    lane.callTimes = times;
    if (lane.window != null && !lane.window.isNews(attempt.dispatchedAt)) {
      return; // It waited behind those that were too many.
    }
    times.add((double) attempt.callMillis);
    int window = Breaker.cap(lane, known, now);
    // A lane that begins adds a call with each answer: it cannot wait to see.
    if (isOfAFullWindow(lane, attempt, window)
        && times.isCrowded()
        && (lane.ramp > 0 || times.isShown(window))
        && times.fewerMayHelp(window)) {
      int max = known.limits().maxInFlight();
      regulated(lane).tooMuch(inUse(attempt, window, max), least(max), now);
      stepped(lane, now);
    }
  }

  /** The other side seems to have too much to do. */
  void strained(Lane lane, InFlight attempt, long now) {
    LaneSettings known = lane.settings;
    if (!isOn || known == null || lane.trips > 0) {
      return;
    }
    int max = known.limits().maxInFlight();
    Regulator regulator = regulated(lane);
    regulator.count(true);
    int window = Breaker.cap(lane, known, now);
    if (max > 1 && isOfAFullWindow(lane, attempt, window)) {
      regulator.refused(inUse(attempt, window, max), least(max), now);
      stepped(lane, now);
    }
  }

  /** A lane that begins, or returns, goes on from what is known now. */
  private void stepped(Lane lane, long now) {
    if (lane.window != null && lane.window.at(now) < Share.WHOLE) {
      lane.ramp = 0;
    }
    lanes.changed(lane);
  }

  /** Of a call that went when there were few others, neither good nor bad tells of the window. */
  private static boolean isOfAFullWindow(Lane lane, InFlight attempt, int window) {
    return 2 * attempt.beside >= window
        && (lane.window == null || lane.window.isNews(attempt.dispatchedAt));
  }

  /** In millionths of the most. */
  private static double inUse(InFlight attempt, int window, int max) {
    return (double) Math.min(attempt.beside, window) * Share.WHOLE / max;
  }

  private static double least(int max) {
    return (double) Share.WHOLE / max;
  }

  private static Regulator regulated(Lane lane) {
    Regulator regulator = lane.window == null ? new Regulator(true, Share.UNREFUSED) : lane.window;
    lane.window = regulator;
    return regulator;
  }

  /** The other side refused a call for pace. */
  void refused(Lane lane, InFlight attempt, long now) {
    LaneSettings known = lane.settings;
    if (!isOn || known == null) {
      Pacing.slowDown(lane, now);
      return;
    }
    Regulator rate = lane.rate == null ? new Regulator(false, Share.UNREFUSED) : lane.rate;
    lane.rate = rate;
    rate.count(true);
    if (attempt.dispatchedAt < lane.refusedAt || now - lane.refusedAt < STEP_MILLIS) {
      return; // It went together with one that was refused before.
    }
    lane.refusals++;
    lane.refusedAt = now;
    rate.refused(rate.at(now), leastPace(known.limits()), now);
  }

  /** A hundredth of the rate, and no more than one call a second need be allowed. */
  private static double leastPace(Limits limits) {
    double oneASecond = (double) limits.nanosPerCall() / NANOS_OF_LEAST;
    return Math.max(1, Share.WHOLE * Math.min(LEAST_PACE, oneASecond));
  }

  /**
   * How long a lane rests whose other side refused a call for pace and did not say for how long,
   * milliseconds.
   *
   * @param otherwise where nothing is learned
   */
  long rest(Lane lane, long otherwise) {
    int doublings = Math.clamp(lane.refusals - 1L, 0, MOST_DOUBLINGS);
    return isOn ? FIRST_REST_MILLIS << doublings : otherwise;
  }

  /** It was refused and makes no calls until then: that time does not count. */
  static void rests(Lane lane, long now, long until) {
    if (lane.rate != null) {
      lane.rate.holds(now, until);
    }
  }

  static void failuresBegin(Lane lane, long now) {
    if (lane.window != null) {
      lane.window.failuresBegin(now);
    }
  }

  static void breakerOpens(Lane lane, long now) {
    if (lane.window != null) {
      lane.window.breakerOpens(now);
    }
    if (lane.rate != null) {
      lane.rate.holds(now, now);
    }
  }

  static void breakerHolds(Lane lane, long now) {
    if (lane.window != null) {
      lane.window.holds(now, now);
    }
    if (lane.rate != null) {
      lane.rate.holds(now, now);
    }
  }

  /** The lane has other limits: what was learned was about those before. */
  static void forget(Lane lane) {
    lane.window = null;
    lane.rate = null;
    lane.refusals = 0;
  }
}
