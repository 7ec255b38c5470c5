package dev.waybill.lane.core;

import java.time.Instant;

/**
 * Why a lane, or an item of it, does not go now; in constant time from its head.
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
    REFERENCE,
    RETRY,
    BREAKER,
    PAUSED,
    SUSPENDED,
    /** The lane's settings have not come yet. */
    SETTINGS
  }

  private static final Waiting FOR_NOTHING = new Waiting(Reason.NONE, Instant.MIN);

  /** What keeps the whole lane from dispatching anything for longer than its pace and cap do. */
  static Reason shut(Lane lane, long now) {
    LaneSettings settings = lane.settings;
    if (settings == null) {
      return Reason.NONE;
    }
    if (settings.paused()) {
      return Reason.PAUSED;
    }
    if (lane.suspended()) {
      return Reason.SUSPENDED;
    }
    return Breaker.state(lane, now) == BreakerState.CLOSED ? Reason.NONE : Reason.BREAKER;
  }

  static Waiting of(Lane lane, long now) {
    LaneSettings settings = lane.settings;
    if (lane.depth == 0 || lane.removed) {
      return FOR_NOTHING;
    }
    if (settings == null || lane.blockedUntil > now) {
      return until(Reason.SETTINGS, lane.blockedUntil);
    }
    return switch (shut(lane, now)) {
      case PAUSED -> new Waiting(Reason.PAUSED, Instant.MAX);
      case SUSPENDED -> until(Reason.SUSPENDED, lane.probeAt);
      case BREAKER -> until(Reason.BREAKER, lane.openUntil);
      default -> lane.hasQueued() ? ofQueue(lane, settings, now) : withNothingReady(lane);
    };
  }

  private static Waiting ofQueue(Lane lane, LaneSettings settings, long now) {
    if (lane.inFlight.size() >= Breaker.cap(lane, settings, now)) {
      return new Waiting(Reason.CAP, Instant.MAX);
    }
    long at = Readiness.startableAt(lane, settings, now);
    return at > now ? until(Reason.LIMIT, at) : FOR_NOTHING;
  }

  private static Waiting withNothingReady(Lane lane) {
    if (lane.backingOff > 0) {
      return new Waiting(Reason.RETRY, Instant.MAX);
    }
    if (lane.held > 0) {
      return new Waiting(Reason.ORDER, Instant.MAX);
    }
    return lane.referring > 0 ? new Waiting(Reason.REFERENCE, Instant.MAX) : FOR_NOTHING;
  }

  /** Why an unfinished item of the lane waits. */
  static Waiting of(Lane lane, StateRow state, long now) {
    return switch (state.phase()) {
      case HELD -> new Waiting(Reason.ORDER, Instant.MAX);
      case WAITING -> new Waiting(Reason.REFERENCE, Instant.MAX);
      case BACKING_OFF -> until(Reason.RETRY, state.at());
      case READY -> of(lane, now);
      case IN_FLIGHT, ENDED -> FOR_NOTHING;
    };
  }

  private static Waiting until(Reason reason, long at) {
    return new Waiting(reason, Instant.ofEpochMilli(at));
  }
}
