package dev.waybill.lane.core;

import dev.waybill.lane.core.ItemFlow.Open;
import dev.waybill.lane.core.StateRow.Phase;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

/** What becomes of an item after an attempt, by its outcome. */
final class Settlement {
  private final Stores stores;
  private final ItemFlow flow;
  private final RandomGenerator random;
  private final long maxFloorMillis;

  Settlement(Stores stores, ItemFlow flow, RandomGenerator random, EngineSettings settings) {
    this.stores = stores;
    this.flow = flow;
    this.random = random;
    this.maxFloorMillis = settings.waits().maxFloor().toMillis();
  }

  /** The outcome of the run's latest attempt, which has left the list of those in flight. */
  void settle(Open open, Outcome outcome, byte[] note, long now) {
    switch (outcome) {
      case Outcome.Succeeded succeeded -> succeed(open.in(open.state().counted()), note, now);
      case Outcome.Rejected(String reason) ->
          end(open.in(open.state().counted()), Ending.Kind.REJECTED, reason, note, now);
      case Outcome.NotStarted notStarted -> flow.comeBack(open);
      case Outcome.Unauthorized unauthorized -> suspend(open, unauthorized, note, now);
      case Outcome.Retryable retryable -> {
        switch (retryable.kind()) {
          case THROTTLED -> throttle(open, retryable, note, now);
          case OTHER -> retry(open, retryable, retryable.reason(), note, now);
        }
      }
      case Outcome.Unknown(String reason, boolean repeatable) -> {
        if (repeatable) {
          retry(open, outcome, reason, note, now);
        } else {
          end(open.in(open.state().counted()), Ending.Kind.UNKNOWN_OUTCOME, reason, note, now);
        }
      }
    }
  }

  /** Also the success of an attempt that was given up: any success wins while the run is open. */
  void succeed(Open open, byte[] note, long now) {
    end(open, Ending.Kind.SUCCEEDED, "", note, now);
  }

  /** A failure of an attempt that was given up: kept as evidence. */
  void keepEvidence(Open open, byte[] note) {
    if (note.length > 0) {
      StateRow state = recorded(open, open.state(), note).state();
      stores.items.putState(open.lane().id, open.item().id(), state);
    }
  }

  private void suspend(Open open, Outcome.Unauthorized outcome, byte[] note, long now) {
    Lane lane = open.lane();
    LaneSettings settings = lane.settings;
    if (settings == null || outcome.credentialsVersion() >= settings.credentialsVersion()) {
      lane.refusedCredentials = Math.max(lane.refusedCredentials, outcome.credentialsVersion());
      stores.lanes.changed(lane);
    }
    Recorded recorded = recorded(open, open.state(), note);
    flow.comeBack(open.in(recorded.state()));
    Instant next = lane.suspended() ? Attempted.NOT_KNOWN : Instant.ofEpochMilli(now);
    attempted(open, recorded, outcome, now, next);
  }

  private void throttle(Open open, Outcome.Retryable outcome, byte[] note, long now) {
    long wait = outcome.retryAfter().toMillis();
    if (wait == 0) {
      wait = backoff(open, open.state().attempt());
    }
    long until = raiseFloor(open.lane(), wait, now);
    if (until > Dispatcher.expiresAt(open)) {
      end(open, Ending.Kind.EXPIRED, outcome.reason(), note, now);
      return;
    }
    Recorded recorded = recorded(open, open.state(), note);
    flow.comeBack(open.in(recorded.state()));
    attempted(open, recorded, outcome, now, Instant.ofEpochMilli(until));
  }

  private void retry(Open open, Outcome outcome, String reason, byte[] note, long now) {
    StateRow counted = open.state().counted();
    LaneSettings settings = open.lane().settings;
    if (open.lane().removed) {
      end(open.in(counted), Ending.Kind.LANE_REMOVED, reason, note, now);
      return;
    }
    if (settings == null || counted.attemptsUsed() >= settings.retry().maxAttempts()) {
      end(open.in(counted), Ending.Kind.RETRIES_EXHAUSTED, reason, note, now);
      return;
    }
    long due = now + backoff(open, counted.attemptsUsed());
    if (outcome instanceof Outcome.Retryable retryable && !retryable.retryAfter().isZero()) {
      due = Math.max(due, raiseFloor(open.lane(), retryable.retryAfter().toMillis(), now));
    }
    if (due > Dispatcher.expiresAt(open)) {
      end(open.in(counted), Ending.Kind.EXPIRED, reason, note, now);
      return;
    }
    Recorded recorded = recorded(open, counted, note);
    StateRow waiting = recorded.state().in(Phase.BACKING_OFF, due);
    stores.items.putState(open.lane().id, open.item().id(), waiting);
    stores.retries.add(open.lane().id, open.item().id(), due);
    open.lane().backingOff++;
    stores.lanes.changed(open.lane());
    attempted(open, recorded, outcome, now, Instant.ofEpochMilli(due));
  }

  private long backoff(Open open, int failures) {
    LaneSettings settings = open.lane().settings;
    return settings == null ? 0 : settings.retry().backoff().delay(failures, random).toMillis();
  }

  /**
   * Holds the lane until the other side wants to be asked again, or as long as we let it; what it
   * then gets is no burst.
   */
  private long raiseFloor(Lane lane, long waitMillis, long now) {
    long until = now + Math.min(waitMillis, maxFloorMillis);
    lane.floorUntil = Math.max(lane.floorUntil, until);
    LaneSettings settings = lane.settings;
    if (settings != null) {
      lane.arrivalTime = Gcra.withoutBurst(lane.arrivalTime, settings.limits(), until);
    }
    stores.lanes.changed(lane);
    return until;
  }

  private record Recorded(StateRow state, List<byte[]> evidence) {}

  private Recorded recorded(Open open, StateRow state, byte[] note) {
    LaneId lane = open.lane().id;
    List<byte[]> evidence = stores.items.evidence(lane, open.item().id(), state, note);
    if (note.length > 0) {
      stores.items.putEvidence(lane, open.item().id(), evidence);
    }
    return new Recorded(state.withEvidence(!evidence.isEmpty()), evidence);
  }

  private void attempted(
      Open open, Recorded recorded, Outcome outcome, long now, Instant nextAttemptAt) {
    Instant at = Instant.ofEpochMilli(now);
    stores.decisions.attempted(
        new Attempted(
            open.item(),
            recorded.state().progress(),
            outcome,
            at,
            nextAttemptAt,
            recorded.evidence()));
  }

  private void end(Open open, Ending.Kind kind, String reason, byte[] note, long now) {
    flow.end(open, new Ending(kind, reason), note, now);
  }
}
