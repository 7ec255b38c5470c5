package dev.waybill.lane.core;

import org.jspecify.annotations.Nullable;

/**
 * Keeps each lane where it belongs: in a ready ring, with the timers, or nowhere until something
 * happens to it.
 */
final class Readiness {
  /** Milliseconds of call time that a lane may use in a round; see {@link ReadyRing}. */
  private static final long QUANTUM = 50;

  private static final long LEAST_CHARGE = 5;
  private static final long MOST_CHARGE = 500;

  /** A lane that goes sooner than this is not looked at for what expires in the meantime. */
  private static final long SOON_MILLIS = 1_000;

  private final ReadyRing quick = new ReadyRing(QUANTUM);
  private final ReadyRing hanging = new ReadyRing(QUANTUM);
  private final LaneTimers timers = new LaneTimers();
  private final long aheadMillis;
  private boolean hangingsTurn;

  Readiness(EngineSettings settings) {
    this.aheadMillis = settings.timing().ahead().toMillis();
  }

  LaneTimers timers() {
    return timers;
  }

  /** Something has happened to the lane. */
  void review(Lane lane, long now) {
    long at = visitAt(lane, now);
    if (at <= now) {
      (lane.hanging() ? hanging : quick).add(lane);
    } else if (at != Long.MAX_VALUE) {
      timers.wake(lane, at);
    }
  }

  /**
   * The lane whose turn it is, taken out of its ring; null if none may have a slot. Where both
   * kinds may, they take turns.
   */
  @Nullable Lane next(Slots slots) {
    hangingsTurn = !hangingsTurn;
    Lane lane = hangingsTurn ? takeHanging(slots) : null;
    if (lane == null) {
      lane = takeQuick(slots);
    }
    // Asked last, for the quick ones may just have turned out to be hanging.
    return lane == null ? takeHanging(slots) : lane;
  }

  private @Nullable Lane takeQuick(Slots slots) {
    while (slots.freeForQuick()) {
      Lane lane = quick.take();
      if (lane == null || !lane.hanging()) {
        return lane;
      }
      hanging.add(lane); // It was found out while it stood here.
    }
    return null;
  }

  private @Nullable Lane takeHanging(Slots slots) {
    return slots.freeForHanging() ? hanging.take() : null;
  }

  /** A dispatch is charged what its call is expected to take. */
  void charge(Lane lane) {
    long expected = Math.round(lane.callMillis);
    quick.charge(lane, Math.clamp(expected, LEAST_CHARGE, MOST_CHARGE));
  }

  /** A visit that dispatched nothing costs something, too. */
  void chargeVisit(Lane lane) {
    quick.charge(lane, LEAST_CHARGE);
  }

  void forgetCredit(Lane lane) {
    quick.forgetCredit(lane);
  }

  /**
   * When the lane is to be looked at, epoch milliseconds: something may go, or the front of one of
   * its rings expires; the far end of time if only an event can tell.
   */
  long visitAt(Lane lane, long now) {
    if (!lane.hasQueued()) {
      return Long.MAX_VALUE;
    }
    LaneSettings settings = lane.settings;
    if (lane.removed) {
      return 0;
    }
    if (settings == null) {
      return Math.min(
          lane.hasPaced() ? lane.blockedUntil : Long.MAX_VALUE,
          lane.hasExpress() ? lane.expressBlockedUntil : Long.MAX_VALUE);
    }
    if (lane.inFlight.size() >= Breaker.cap(lane, settings, now)) {
      return Long.MAX_VALUE; // calls end soon
    }
    long at =
        Math.min(
            lane.hasPaced() ? pacedAt(lane, settings, now) : Long.MAX_VALUE,
            lane.hasExpress() ? expressAt(lane, settings) : Long.MAX_VALUE);
    return at - now > SOON_MILLIS ? Math.min(at, lane.frontExpiry) : at;
  }

  /** Whether the front of a ring may go now. */
  boolean mayGo(Lane lane, LaneSettings settings, int ring, long now) {
    long at = ring == Rings.EXPRESS ? unpacedAt(lane, settings) : pacedAt(lane, settings, now);
    return at <= now && lane.inFlight.size() < Breaker.cap(lane, settings, now);
  }

  private long pacedAt(Lane lane, LaneSettings settings, long now) {
    long opens = opensAt(lane, settings);
    if (opens == Long.MAX_VALUE) {
      return opens;
    }
    long paced = startableAt(lane, settings, now) - aheadMillis;
    return Math.max(Math.max(opens, lane.blockedUntil), paced);
  }

  private static long expressAt(Lane lane, LaneSettings settings) {
    return Math.max(unpacedAt(lane, settings), lane.expressBlockedUntil);
  }

  /** What does not wait for pace still waits while the other side has asked for no call. */
  private static long unpacedAt(Lane lane, LaneSettings settings) {
    return Math.max(opensAt(lane, settings), lane.floorUntil);
  }

  /** When pause, suspension and breaker let something through. */
  private static long opensAt(Lane lane, LaneSettings settings) {
    if (settings.paused()) {
      return Long.MAX_VALUE;
    }
    return Math.max(lane.suspended() ? lane.probeAt : 0, lane.openUntil);
  }

  /** When an attempt of the lane may start, by pace and by what the other side asked for. */
  static long startableAt(Lane lane, LaneSettings settings, long now) {
    Limits limits = Pacing.limits(lane, settings, now);
    return Math.max(lane.floorUntil, Gcra.allowedAt(lane.arrivalTime, limits));
  }
}
