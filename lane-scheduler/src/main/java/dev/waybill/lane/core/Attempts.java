package dev.waybill.lane.core;

import dev.waybill.lane.core.ItemFlow.Open;
import dev.waybill.lane.core.StateRow.Phase;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What reports and fences say about attempts in flight, and the deadlines after which nobody is
 * waited for.
 */
final class Attempts {
  /**
   * How long after a fence was written it is written again, in case the first was lost with its
   * topic's retention.
   */
  private static final long REFENCE_MILLIS = 60_000;

  private final Stores stores;
  private final ItemFlow flow;
  private final Readiness readiness;
  private final Dispatcher dispatcher;
  private final Settlement settlement;
  private final Advice advice;

  Attempts(
      Stores stores,
      ItemFlow flow,
      Readiness readiness,
      Dispatcher dispatcher,
      Settlement settlement,
      Advice advice) {
    this.stores = stores;
    this.flow = flow;
    this.readiness = readiness;
    this.dispatcher = dispatcher;
    this.settlement = settlement;
    this.advice = advice;
  }

  void started(AttemptId id, Recourse recourse) {
    Lane lane = stores.lanes.find(id.lane());
    InFlight attempt = lane == null ? null : lane.find(id);
    if (lane != null && attempt != null) {
      attempt.started = true;
      attempt.recourse = recourse;
      stores.lanes.changed(lane);
    }
  }

  void finished(LaneEvent.AttemptFinished event, long now) {
    AttemptId id = event.attempt();
    Lane lane = stores.lanes.find(id.lane());
    InFlight attempt = lane == null ? null : lane.find(id);
    if (lane != null && attempt != null) {
      attempt.callMillis = event.took().toMillis();
      dispatcher.free(lane, attempt, now);
    }
    boolean isOfThisSide = attempt == null || !attempt.isOfAnotherSide;
    if (lane != null && isOfThisSide && event.laneWait().isPositive()) {
      settlement.raiseFloor(lane, event.laneWait().toMillis(), now);
    }
    StateRow state = stores.items.state(id.lane(), id.item());
    if (state != null) {
      if (lane == null || !isOpen(state, id)) {
        Instant at = Instant.ofEpochMilli(now);
        stores.decisions.late(new Late(id, event.outcome(), at, event.note()));
        callEnded(lane, attempt);
      } else {
        Open open = new Open(lane, stores.items.item(lane.id, id.item()), state);
        settle(open, attempt, event, now);
      }
    }
    if (lane != null) {
      readiness.review(lane, now);
    }
  }

  private void callEnded(@Nullable Lane lane, @Nullable InFlight attempt) {
    if (lane != null && attempt != null) {
      flow.calledNoMore(lane, attempt.item);
    }
  }

  /** Whether the report is of the open run, and of an attempt that there was. */
  private static boolean isOpen(StateRow state, AttemptId id) {
    return state.phase() != Phase.ENDED
        && state.run() == id.run()
        && id.attempt() <= state.attempt();
  }

  private void settle(
      Open open, @Nullable InFlight attempt, LaneEvent.AttemptFinished event, long now) {
    if (attempt != null && isLatest(open.state(), attempt)) {
      settlement.settle(open, attempt, event.outcome(), event.note(), now);
    } else if (event.outcome() instanceof Outcome.Succeeded) {
      settlement.succeed(open, event.note(), now);
    } else {
      settlement.keepEvidence(open, event.note());
    }
  }

  private static boolean isLatest(StateRow state, InFlight attempt) {
    return state.phase() == Phase.IN_FLIGHT
        && state.run() == attempt.run
        && state.attempt() == attempt.attempt;
  }

  void fenceOverdue(Lane lane, long now) {
    for (InFlight attempt : lane.inFlight) {
      if (attempt.deadline <= now) {
        attempt.deadline = now + REFENCE_MILLIS;
        stores.lanes.changed(lane);
        stores.decisions.fence(attempt.id(lane.id));
      }
    }
    armDeadline(lane);
  }

  void armDeadline(Lane lane) {
    if (!lane.inFlight.isEmpty()) {
      readiness.timers().deadline(lane, lane.earliestDeadline());
    }
  }

  void fenceRead(AttemptId id, long now) {
    Lane lane = stores.lanes.find(id.lane());
    InFlight attempt = lane == null ? null : lane.find(id);
    if (lane == null || attempt == null) {
      return;
    }
    dispatcher.free(lane, attempt, now);
    StateRow state = stores.items.state(lane.id, id.item());
    if (state != null && isLatest(state, attempt)) {
      giveUp(new Open(lane, stores.items.item(lane.id, id.item()), state), attempt, now);
    } else {
      callEnded(lane, attempt);
    }
    readiness.review(lane, now);
  }

  /** Every report written before the fence is known, and there is none of an end. */
  private void giveUp(Open open, InFlight attempt, long now) {
    if (!attempt.started) {
      settlement.settle(open, attempt, new Outcome.NotStarted(), new byte[0], now);
      return;
    }
    byte[] note =
        advice.unanswered(open.item(), open.state().progress(), Instant.ofEpochMilli(now));
    Outcome unknown =
        new Outcome.Unknown("the call was started and never answered", attempt.recourse);
    settlement.settle(open, attempt, unknown, note, now);
  }
}
