package dev.waybill.lane.core;

/**
 * A lane's circuit breaker. Unbroken failure opens it; after a while one call probes; an answer
 * closes it, and the cap then grows by one with each answer until it is what it was.
 */
final class Breaker {
  private final EngineSettings.Breaking settings;
  private final boolean isAdaptive;
  private final Lanes lanes;

  Breaker(EngineSettings.Protection protection, Lanes lanes) {
    this.settings = protection.breaker();
    this.isAdaptive = protection.adaptive();
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
  static int cap(Lane lane, LaneSettings known, long now) {
    if (lane.trips > 0 || lane.suspended()) {
      return 1;
    }
    int window = Adaptation.window(lane, known, now);
    return lane.ramp > 0 ? Math.min(lane.ramp, window) : window;
  }

  /** The other side has answered, be it with a refusal. */
  void answered(Lane lane, long now) {
    if (lane.failures == 0 && lane.trips == 0 && lane.ramp == 0) {
      return;
    }
    lane.failures = 0;
    if (lane.trips > 0) {
      lane.trips = 0;
      lane.openUntil = 0;
      lane.ramp = 1;
      Adaptation.breakerHolds(lane, now);
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
    if (isHasty(lane, dispatchedAt)) {
      return;
    }
    if (lane.failures++ == 0) {
      Adaptation.failuresBegin(lane, now);
    }
    lanes.changed(lane);
    boolean probeFailed = lane.trips > 0 && dispatchedAt >= lane.openUntil;
    boolean tooMany = lane.trips == 0 && lane.failures >= settings.afterFailures();
    if (probeFailed || tooMany) {
      if (lane.trips == 0) {
        Adaptation.breakerOpens(lane, now);
      }
      lane.openUntil = now + openMillis(lane.trips);
      lane.trips++;
      lane.ramp = 0;
    }
  }

  /**
   * Somebody has changed the lane: the failures before are not held against it. A cap that grows
   * goes on growing.
   */
  static void forget(Lane lane) {
    lane.failures = 0;
    lane.trips = 0;
    lane.openUntil = 0;
  }

  /**
   * An overloaded side is quick to refuse, and what it took before is still under way: such
   * failures are not unbroken before that has ended, too.
   */
  private boolean isHasty(Lane lane, long dispatchedAt) {
    return isAdaptive
        && lane.trips == 0
        && !lane.inFlight.isEmpty()
        && lane.inFlight.getFirst().dispatchedAt < dispatchedAt;
  }

  private long openMillis(int trips) {
    long longest = settings.longest().toMillis();
    // Doubled far less often than a long has bits, and never beyond the longest.
    int doublings = Math.min(trips, 32);
    return Math.min(longest, settings.first().toMillis() << doublings);
  }
}
