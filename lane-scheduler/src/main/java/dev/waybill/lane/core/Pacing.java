package dev.waybill.lane.core;

/**
 * The rate that the other side takes, where that is less than the configured one: a refusal for
 * pace lowers it by a quarter, at most once a second, and each success raises it by a hundredth
 * (multiplicative both ways, so that it settles as quickly at a tenth of the rate as at the whole).
 * It never exceeds what is configured.
 */
final class Pacing {
  private static final int LEAST = 10;
  private static final long STEP_MILLIS = 1_000;

  private Pacing() {}

  /** The limits in force. */
  static Limits limits(Lane lane, LaneSettings known, long now) {
    Limits limits = known.limits();
    double share = share(lane, now);
    int window = Adaptation.window(lane, known, now);
    if (share >= 1) {
      return window == limits.maxInFlight()
          ? limits
          : new Limits(limits.nanosPerCall(), limits.burst(), window, limits.callTimeout());
    }
    // By doubles: an hour between calls times a hundred would not fit the nanoseconds of a long.
    double slower = limits.nanosPerCall() / share;
    long nanos = (long) Math.min(slower, Limits.MAX_NANOS_PER_CALL);
    int burst = Math.max(1, (int) (limits.burst() * share));
    return new Limits(nanos, burst, window, limits.callTimeout());
  }

  private static double share(Lane lane, long now) {
    double pace = (double) lane.pace / Lane.FULL_PACE;
    return lane.rate == null ? pace : Math.min(pace, lane.rate.at(now) / Share.WHOLE);
  }

  /** The other side wants fewer calls. */
  static void slowDown(Lane lane, long now) {
    if (now - lane.slowedAt >= STEP_MILLIS) {
      lane.slowedAt = now;
      lane.pace = Math.max(LEAST, lane.pace * 3 / 4);
    }
  }

  /** The other side took a call; true if that changes the pace. */
  static boolean speedUp(Lane lane) {
    if (lane.pace >= Lane.FULL_PACE) {
      return false;
    }
    lane.pace = Math.min(Lane.FULL_PACE, lane.pace + Math.max(1, lane.pace / 100));
    return true;
  }
}
