package dev.waybill.lane.core;

import java.time.Instant;

/**
 * Why a lane does not dispatch now, in constant time from its head.
 *
 * @param reason the reason, the one that would hold longest first
 * @param until when it passes by itself; {@link Instant#MAX} where only an event can end it
 */
public record Waiting(Reason reason, Instant until) {
  /** The reasons. */
  public enum Reason {
    /** Does not wait: nothing to do, or about to dispatch. */
    NONE,
    LIMIT,
    CAP,
    ORDER,
    RETRY,
    PAUSED,
    SUSPENDED,
    /** The lane's settings have not come yet. */
    SETTINGS
  }

  private static final Waiting FOR_NOTHING = new Waiting(Reason.NONE, Instant.MIN);

  static Waiting of(Lane lane, long now) {
    LaneSettings settings = lane.settings;
    if (lane.depth == 0 || lane.removed) {
      return FOR_NOTHING;
    }
    if (settings == null || lane.blockedUntil > now) {
      return until(Reason.SETTINGS, lane.blockedUntil);
    }
    if (settings.paused()) {
      return new Waiting(Reason.PAUSED, Instant.MAX);
    }
    if (lane.suspended()) {
      return new Waiting(Reason.SUSPENDED, Instant.MAX);
    }
    if (!lane.hasQueued()) {
      return withNothingReady(lane);
    }
    if (lane.inFlight.size() >= settings.limits().maxInFlight()) {
      return new Waiting(Reason.CAP, Instant.MAX);
    }
    long at = Readiness.startableAt(lane, settings);
    return at > now ? until(Reason.LIMIT, at) : FOR_NOTHING;
  }

  private static Waiting withNothingReady(Lane lane) {
    if (lane.backingOff > 0) {
      return new Waiting(Reason.RETRY, Instant.MAX);
    }
    return lane.held > 0 ? new Waiting(Reason.ORDER, Instant.MAX) : FOR_NOTHING;
  }

  private static Waiting until(Reason reason, long at) {
    return new Waiting(reason, Instant.ofEpochMilli(at));
  }
}
