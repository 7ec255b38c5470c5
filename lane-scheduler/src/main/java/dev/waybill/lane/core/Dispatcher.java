package dev.waybill.lane.core;

import dev.waybill.lane.core.ItemFlow.Open;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Takes items from the fronts of lanes whose turn it is, and dispatches them or ends them where
 * they cannot be.
 */
final class Dispatcher {
  private static final byte[] NO_NOTE = {};

  private final Stores stores;
  private final ItemFlow flow;
  private final Readiness readiness;
  private final Advice advice;
  private final EngineSettings settings;
  private final Slots slots;

  Dispatcher(
      Stores stores, ItemFlow flow, Readiness readiness, Advice advice, EngineSettings settings) {
    this.slots = new Slots(settings);
    this.stores = stores;
    this.flow = flow;
    this.readiness = readiness;
    this.advice = advice;
    this.settings = settings;
  }

  int outstanding() {
    return slots.taken();
  }

  void restored(Lane lane) {
    lane.inFlight.forEach(attempt -> slots.take(lane, attempt));
  }

  /** Takes an attempt out of the lane's list; its slot is free. */
  void free(Lane lane, InFlight attempt, long now) {
    lane.inFlight.remove(attempt);
    slots.free(lane, attempt, now);
    stores.lanes.changed(lane);
  }

  /** Lets lanes dispatch in turn, until none may, no slot is free or the step has done enough. */
  void pump(long now) {
    slots.watch(now);
    for (int i = 0; i < settings.stepBudget(); i++) {
      Lane lane = readiness.next(slots);
      if (lane == null) {
        return;
      }
      if (readiness.visitAt(lane, now) <= now) {
        int taken = slots.taken();
        visit(lane, now);
        if (slots.taken() == taken) {
          readiness.chargeVisit(lane); // Or a million stale references would be one turn.
        }
      } else {
        readiness.forgetCredit(lane);
      }
      readiness.review(lane, now);
    }
  }

  /**
   * One step for one lane: an item dispatched or ended, a stale reference dropped, or found out
   * until when it has nothing to do.
   */
  private void visit(Lane lane, long now) {
    LaneSettings known = lane.settings;
    long blockedUntil = Long.MAX_VALUE;
    long expressBlockedUntil = Long.MAX_VALUE;
    long expiry = Long.MAX_VALUE;
    for (int ring : Rings.order(lane)) {
      if (Rings.isEmpty(lane, ring)) {
        continue;
      }
      Rings.Reference reference = stores.rings.front(lane, ring);
      if (reference != null && reference.hasAside()) {
        flow.bringAside(lane, ring, reference);
        return;
      }
      Open front = reference == null ? null : open(lane, ring, reference);
      if (front == null) {
        stores.rings.dropFront(lane, ring);
        return;
      }
      long waitsUntil = waitsForSettingsUntil(front, now);
      if (waitsUntil > now && ring == Rings.EXPRESS) {
        expressBlockedUntil = waitsUntil;
        expiry = Math.min(expiry, expiredAt(front));
      } else if (waitsUntil > now) {
        blockedUntil = Math.min(blockedUntil, waitsUntil);
        expiry = Math.min(expiry, expiredAt(front));
      } else if (known == null || mustEnd(front, now) || mayGo(lane, known, ring, now)) {
        stores.rings.dropFront(lane, ring);
        proceed(front, now);
        return;
      } else {
        expiry = Math.min(expiry, expiredAt(front));
      }
      if (known != null && waitsUntil > now && ring != Rings.EXPRESS) {
        break; // What comes after it would overtake it while its settings are on their way.
      }
    }
    lane.blockedUntil = blockedUntil == Long.MAX_VALUE ? 0 : blockedUntil;
    lane.expressBlockedUntil = expressBlockedUntil == Long.MAX_VALUE ? 0 : expressBlockedUntil;
    lane.frontExpiry = expiry;
  }

  private boolean mayGo(Lane lane, LaneSettings known, int ring, long now) {
    return readiness.mayGo(lane, known, ring, now);
  }

  private static boolean mustEnd(Open front, long now) {
    return front.lane().removed || isExpired(front, now);
  }

  /** The item at the front; null if its reference is stale. */
  private @Nullable Open open(Lane lane, int ring, Rings.Reference front) {
    StateRow state = stores.items.state(lane.id, front.item());
    return state != null && state.isReadyAt(ring, lane.ringHead[ring])
        ? new Open(lane, stores.items.item(lane.id, front.item()), state)
        : null;
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
    Limits limits = Pacing.limits(lane, known, now);
    EngineSettings.Timing timing = settings.timing();
    Instant startBy = open.item().placement().startBy();
    long notBefore = startBy == null ? Math.max(now, Readiness.startableAt(lane, known, now)) : now;
    long latest = notBefore + timing.validity().toMillis();
    long notAfter = startBy == null ? latest : Math.min(latest, startBy.toEpochMilli());
    long grace = timing.clockBound().plus(timing.margin()).toMillis();
    long deadline = notAfter + limits.callTimeout().toMillis() + grace;
    StateRow state = open.state().dispatched();
    lane.arrivalTime = Gcra.afterCall(lane.arrivalTime, limits, notBefore);
    lane.turn += startBy == null ? 1 : 0;
    if (state.attempt() == 1) {
      lane.oldestArrival = Math.max(lane.oldestArrival, open.item().arrivedAt().toEpochMilli());
    }
    InFlight attempt = new InFlight(open.item().id(), state.run(), state.attempt(), now, deadline);
    take(lane, attempt, deadline);
    stores.items.putState(lane.id, open.item().id(), state);
    stores.decisions.dispatch(
        new Dispatch(
            attempt.id(lane.id),
            state.has(StateRow.RECONCILING) ? Dispatch.Mode.RECONCILE : Dispatch.Mode.EXECUTE,
            new Dispatch.Window(Instant.ofEpochMilli(notBefore), Instant.ofEpochMilli(notAfter)),
            limits.callTimeout(),
            startBy == null
                ? new Dispatch.Pace(limits.nanosPerCall(), limits.burst())
                : Dispatch.Pace.NONE,
            ready));
  }

  private void take(Lane lane, InFlight attempt, long deadline) {
    readiness.charge(lane);
    lane.inFlight.add(attempt);
    attempt.beside = lane.inFlight.size();
    slots.take(lane, attempt);
    if (lane.suspended()) {
      lane.probeAt = attempt.dispatchedAt + settings.protection().suspendedProbe().toMillis();
    }
    stores.lanes.changed(lane);
    readiness.timers().deadline(lane, deadline);
  }

  private void end(Open open, Ending.Kind kind, String reason, long now) {
    flow.end(open, new Ending(kind, reason), NO_NOTE, now);
  }

  private static boolean isExpired(Open open, long now) {
    return now > expiresAt(open);
  }

  /** The first moment at which it has expired. */
  private static long expiredAt(Open open) {
    long last = expiresAt(open);
    return last == Long.MAX_VALUE ? last : last + 1;
  }

  /** The item's own bound or the lane's, whichever is earlier. */
  static long expiresAt(Open open) {
    long own = ItemFlow.deadline(open.item());
    LaneSettings known = open.lane().settings;
    if (known == null) {
      return own;
    }
    long arrivedAt = open.item().arrivedAt().toEpochMilli();
    return Math.min(own, arrivedAt + known.retry().expiresAfter().toMillis());
  }
}
