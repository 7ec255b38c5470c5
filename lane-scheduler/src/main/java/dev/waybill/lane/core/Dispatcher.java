package dev.waybill.lane.core;

import dev.waybill.lane.core.ItemFlow.Open;
import dev.waybill.lane.core.StateRow.Phase;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Takes items from the fronts of lanes whose turn it is, and dispatches them or ends them where
 * they cannot be.
 */
final class Dispatcher {
  /** What a dispatch is charged with; the expected call time will take its place. */
  private static final long CHARGE = 1;

  private static final byte[] NO_NOTE = {};
  private static final Priority[] BY_URGENCY = {Priority.HIGH, Priority.NORMAL, Priority.LOW};

  private final Stores stores;
  private final ItemFlow flow;
  private final Readiness readiness;
  private final Advice advice;
  private final EngineSettings settings;
  private int outstanding;

  Dispatcher(
      Stores stores, ItemFlow flow, Readiness readiness, Advice advice, EngineSettings settings) {
    this.stores = stores;
    this.flow = flow;
    this.readiness = readiness;
    this.advice = advice;
    this.settings = settings;
  }

  int outstanding() {
    return outstanding;
  }

  void restored(Lane lane) {
    outstanding += lane.inFlight.size();
  }

  /** Takes an attempt out of the lane's list; its slot is free. */
  void free(Lane lane, InFlight attempt) {
    lane.inFlight.remove(attempt);
    outstanding--;
    stores.lanes.changed(lane);
  }

  /** Lets lanes dispatch in turn, until none may, no slot is free or the step has done enough. */
  void pump(long now) {
    for (int i = 0; i < settings.stepBudget() && outstanding < settings.maxOutstanding(); i++) {
      Lane lane = readiness.ring().take();
      if (lane == null) {
        return;
      }
      if (readiness.dispatchableAt(lane) <= now) {
        readiness.ring().charge(lane, CHARGE);
        visit(lane, now);
      } else {
        readiness.ring().forgetCredit(lane);
      }
      readiness.review(lane, now);
    }
  }

  /**
   * One step for one lane: an item dispatched or ended, a stale reference dropped, or the lane
   * found to be blocked.
   */
  private void visit(Lane lane, long now) {
    long blockedUntil = Long.MAX_VALUE;
    for (Priority priority : BY_URGENCY) {
      if (stores.rings.isEmpty(lane, priority)) {
        continue;
      }
      Open front = front(lane, priority);
      if (front == null) {
        stores.rings.dropFront(lane, priority);
        return;
      }
      long waitsUntil = waitsForSettingsUntil(front, now);
      if (waitsUntil <= now) {
        stores.rings.dropFront(lane, priority);
        proceed(front, now);
        return;
      }
      blockedUntil = Math.min(blockedUntil, waitsUntil);
      if (lane.settings != null) {
        break;
      }
    }
    lane.blockedUntil = blockedUntil;
  }

  /** The item at the front; null if its reference is stale. */
  private @Nullable Open front(Lane lane, Priority priority) {
    Rings.Reference reference = stores.rings.front(lane, priority);
    if (reference == null) {
      return null;
    }
    StateRow state = stores.items.state(lane.id, reference.item());
    if (state == null
        || state.phase() != Phase.READY
        || state.at() != stores.rings.frontPosition(lane, priority)) {
      return null;
    }
    return new Open(lane, stores.items.item(lane.id, reference.item()), state);
  }

  /** When the wait for settings ends, in the past if there is none. */
  private long waitsForSettingsUntil(Open open, long now) {
    LaneSettings known = open.lane().settings;
    boolean waits =
        !open.lane().removed
            && !isExpired(open, now)
            && (known == null || known.version() < open.item().placement().requiredVersion());
    return waits ? open.item().arrivedAt().plus(settings.waits().settings()).toEpochMilli() : now;
  }

  private void proceed(Open open, long now) {
    LaneSettings known = open.lane().settings;
    if (open.lane().removed) {
      end(open, Ending.Kind.LANE_REMOVED, "the lane was removed", now);
    } else if (isExpired(open, now)) {
      end(open, Ending.Kind.EXPIRED, "expired before its next attempt", now);
    } else if (known == null) {
      end(open, Ending.Kind.UNKNOWN_LANE, "nothing is known of its lane", now);
    } else {
      prepare(open, known, now);
    }
  }

  private void prepare(Open open, LaneSettings known, long now) {
    Instant at = Instant.ofEpochMilli(now);
    switch (advice.prepare(open.item(), open.state().nextProgress(), at)) {
      case Preparation.Refused(String reason) -> end(open, Ending.Kind.REFUSED, reason, now);
      case Preparation.Ready ready -> dispatch(open, known, ready, now);
    }
  }

  private void dispatch(Open open, LaneSettings known, Preparation.Ready ready, long now) {
    Lane lane = open.lane();
    Limits limits = known.limits();
    EngineSettings.Timing timing = settings.timing();
    StateRow state = open.state().dispatched();
    long notBefore = Math.max(now, Readiness.startableAt(lane, known));
    long notAfter = notBefore + timing.validity().toMillis();
    long grace = timing.clockBound().plus(timing.margin()).toMillis();
    long deadline = notAfter + limits.callTimeout().toMillis() + grace;
    lane.arrivalTime = Gcra.afterCall(lane.arrivalTime, limits, notBefore);
    if (state.attempt() == 1) {
      lane.oldestArrival = Math.max(lane.oldestArrival, open.item().arrivedAt().toEpochMilli());
    }
    InFlight attempt = new InFlight(open.item().id(), state.run(), state.attempt(), now, deadline);
    lane.inFlight.add(attempt);
    outstanding++;
    stores.lanes.changed(lane);
    stores.items.putState(lane.id, open.item().id(), state);
    readiness.timers().deadline(lane, deadline);
    stores.decisions.dispatch(
        new Dispatch(
            attempt.id(lane.id),
            new Dispatch.Window(Instant.ofEpochMilli(notBefore), Instant.ofEpochMilli(notAfter)),
            limits.callTimeout(),
            new Dispatch.Pace(limits.nanosPerCall(), limits.burst()),
            ready));
  }

  private void end(Open open, Ending.Kind kind, String reason, long now) {
    flow.end(open, new Ending(kind, reason), NO_NOTE, now);
  }

  private static boolean isExpired(Open open, long now) {
    return now > expiresAt(open);
  }

  /** The item's own bound or the lane's, whichever is earlier. */
  static long expiresAt(Open open) {
    long own = open.item().expiresAt().toEpochMilli();
    LaneSettings known = open.lane().settings;
    if (known == null) {
      return own;
    }
    long arrivedAt = open.item().arrivedAt().toEpochMilli();
    return Math.min(own, arrivedAt + known.retry().expiresAfter().toMillis());
  }
}
