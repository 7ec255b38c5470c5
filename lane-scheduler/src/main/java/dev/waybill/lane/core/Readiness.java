package dev.waybill.lane.core;

/**
 * Keeps each lane where it belongs: in the ready ring, with the timers, or nowhere until something
 * happens to it.
 */
final class Readiness {
  private static final long QUANTUM = 1;

  private final ReadyRing ring = new ReadyRing(QUANTUM);
  private final LaneTimers timers = new LaneTimers();
  private final long aheadMillis;

  Readiness(EngineSettings settings) {
    this.aheadMillis = settings.timing().ahead().toMillis();
  }

  ReadyRing ring() {
    return ring;
  }

  LaneTimers timers() {
    return timers;
  }

  /** Something has happened to the lane. */
  void review(Lane lane, long now) {
    long at = dispatchableAt(lane);
    if (at <= now) {
      ring.add(lane);
    } else if (at != Long.MAX_VALUE) {
      timers.wake(lane, at);
    }
  }

  /**
   * When a dispatch of the lane may be decided, epoch milliseconds; the far end of time if only an
   * event can tell.
   */
  long dispatchableAt(Lane lane) {
    if (!lane.hasQueued()) {
      return Long.MAX_VALUE;
    }
    LaneSettings settings = lane.settings;
    if (lane.removed || settings == null) {
      return lane.removed ? 0 : lane.blockedUntil;
    }
    if (settings.paused()
        || lane.suspended()
        || lane.inFlight.size() >= settings.limits().maxInFlight()) {
      return Long.MAX_VALUE;
    }
    return Math.max(lane.blockedUntil, startableAt(lane, settings) - aheadMillis);
  }

  /** When an attempt of the lane may start, by pace and by what the other side asked for. */
  static long startableAt(Lane lane, LaneSettings settings) {
    return Math.max(lane.floorUntil, Gcra.allowedAt(lane.arrivalTime, settings.limits()));
  }
}
