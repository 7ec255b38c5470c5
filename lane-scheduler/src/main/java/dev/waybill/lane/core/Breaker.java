package dev.waybill.lane.core;

/**
 * A lane's circuit breaker. Unbroken failure opens it; after a while one call probes; an answer
 * closes it, and the cap then grows by one with each answer until it is that of the settings.
 */
final class Breaker {
  private final EngineSettings.Breaking settings;
  private final Lanes lanes;

  Breaker(EngineSettings.Breaking settings, Lanes lanes) {
    this.settings = settings;
    this.lanes = lanes;
  }

  /** How it stands. */
  static BreakerState state(Lane lane, long now) {
    if (lane.trips == 0) {
      return BreakerState.CLOSED;
    }
    return now < lane.openUntil ? BreakerState.OPEN : BreakerState.HALF_OPEN;
  }

  /** How many attempts of the lane may be in flight. */
  static int cap(Lane lane, LaneSettings known) {
    int max = known.limits().maxInFlight();
    if (lane.trips > 0 || lane.suspended()) {
      return 1;
    }
    return lane.ramp > 0 ? Math.min(lane.ramp, max) : max;
  }

  /** The other side has answered, be it with a refusal. */
  void answered(Lane lane) {
    if (lane.failures == 0 && lane.trips == 0 && lane.ramp == 0) {
      return;
    }
    lane.failures = 0;
    if (lane.trips > 0) {
      lane.trips = 0;
      lane.openUntil = 0;
      lane.ramp = 1;
    }
    if (lane.ramp > 0) {
      LaneSettings known = lane.settings;
      lane.ramp++;
      if (known == null || lane.ramp >= known.limits().maxInFlight()) {
        lane.ramp = 0;
      }
    }
    lanes.changed(lane);
  }

  /**
   * It has not, or not well.
   *
   * @param dispatchedAt of the attempt: one from before the breaker opened is no probe
   */
  void failed(Lane lane, long dispatchedAt, long now) {
    lane.failures++;
    lanes.changed(lane);
    boolean probeFailed = lane.trips > 0 && dispatchedAt >= lane.openUntil;
    boolean tooMany = lane.trips == 0 && lane.failures >= settings.afterFailures();
    if (probeFailed || tooMany) {
      lane.openUntil = now + openMillis(lane.trips);
      lane.trips++;
      lane.ramp = 0;
    }
  }

  /** Somebody has changed the lane: what was is not held against it. */
  static void forget(Lane lane) {
    lane.failures = 0;
    lane.trips = 0;
    lane.openUntil = 0;
    lane.ramp = 0;
  }

  private long openMillis(int trips) {
    long longest = settings.longest().toMillis();
    // Doubled far less often than a long has bits, and never beyond the longest.
    int doublings = Math.min(trips, 32);
    return Math.min(longest, settings.first().toMillis() << doublings);
  }
}
