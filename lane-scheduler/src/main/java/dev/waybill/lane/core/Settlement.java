package dev.waybill.lane.core;

import dev.waybill.lane.core.ItemFlow.Open;
import dev.waybill.lane.core.StateRow.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

/** What becomes of an item, and of its lane, after an attempt, by its outcome. */
final class Settlement {
  /**
   * How often more than the policy's attempts it is tried to find out what has become of a call.
   */
  private static final int MORE_TO_RECONCILE = 3;

  private static final String CANCELLED = "cancelled while an attempt was in flight, which failed";

  private final Stores stores;
  private final ItemFlow flow;
  private final Breaker breaker;
  private final Adaptation adaptation;
  private final RandomGenerator random;
  private final long maxFloorMillis;
  private final long probeMillis;

  Settlement(
      Stores stores,
      ItemFlow flow,
      Adaptation adaptation,
      RandomGenerator random,
      EngineSettings settings) {
    this.stores = stores;
    this.flow = flow;
    this.random = random;
    this.breaker = new Breaker(settings.protection(), stores.lanes);
    this.adaptation = adaptation;
    this.maxFloorMillis = settings.waits().maxFloor().toMillis();
    this.probeMillis = settings.protection().suspendedProbe().toMillis();
  }

  /** The outcome of the run's latest attempt, which has left the list of those in flight. */
  void settle(Open open, InFlight attempt, Outcome outcome, byte[] note, long now) {
    if (!attempt.isOfAnotherSide) {
      learn(open.lane(), attempt, outcome, now);
    }
    switch (outcome) {
      case Outcome.Succeeded succeeded -> succeed(open.in(open.state().counted()), note, now);
      case Outcome.Rejected no ->
          end(open.in(open.state().counted()), Ending.Kind.REJECTED, no.reason(), note, now);
      case Outcome.NotStarted notStarted -> notStarted(open, note, now);
      case Outcome.NotHappened not -> notStarted(open.in(called(open.state())), note, now);
      case Outcome.Unauthorized unauthorized -> suspend(open, unauthorized, note, now);
      case Outcome.Retryable retryable -> {
        switch (retryable.kind()) {
          case THROTTLED, HELD -> throttle(open, attempt, retryable, note, now);
          case OTHER, STRAINED ->
              retry(open, told(attempt, retryable), retryable.reason(), note, now);
        }
      }
      case Outcome.Unknown unknown -> unknown(open, unknown, note, now);
    }
  }

  /** Where the lane calls no more nobody is waited for. */
  private static Outcome.Retryable told(InFlight attempt, Outcome.Retryable outcome) {
    return attempt.isOfAnotherSide
        ? new Outcome.Retryable(outcome.reason(), Duration.ZERO, outcome.kind())
        : outcome;
  }

  /** What an outcome says about the lane. */
  private void learn(Lane lane, InFlight attempt, Outcome outcome, long now) {
    switch (outcome) {
      case Outcome.Succeeded answered -> {
        answered(lane, now);
        adaptation.succeeded(lane, attempt, now);
        if (Pacing.speedUp(lane)) {
          stores.lanes.changed(lane);
        }
      }
      case Outcome.Rejected rejected -> {
        if (rejected.isFailure()) {
          breaker.failed(lane, attempt.dispatchedAt, now);
        } else {
          answered(lane, now);
        }
      }
      case Outcome.NotHappened answered -> answered(lane, now);
      case Outcome.Retryable retryable -> {
        switch (retryable.kind()) {
          case OTHER -> breaker.failed(lane, attempt.dispatchedAt, now);
          case STRAINED -> {
            breaker.failed(lane, attempt.dispatchedAt, now);
            adaptation.strained(lane, attempt, now);
          }
          case THROTTLED -> {
            adaptation.refused(lane, attempt, now);
            breaker.answered(lane, now);
          }
          case HELD -> {}
        }
      }
      case Outcome.Unknown unknown -> breaker.failed(lane, attempt.dispatchedAt, now);
      case Outcome.Unauthorized answered -> breaker.answered(lane, now);
      case Outcome.NotStarted nothing -> {}
    }
  }

  private void answered(Lane lane, long now) {
    breaker.answered(lane, now);
    if (lane.suspended()) {
      lane.refusedCredentials = -1; // They are good after all.
      stores.lanes.changed(lane);
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

  /** The run goes on as if the attempt had not been, unless nobody wants it any more. */
  private void notStarted(Open open, byte[] note, long now) {
    if (open.state().has(StateRow.CANCEL_ASKED)) {
      end(open, Ending.Kind.CANCELLED, "cancelled before its next attempt", note, now);
      return;
    }
    Recorded recorded = recorded(open, open.state(), note);
    flow.comeBack(open.in(recorded.state()));
  }

  /** The next attempt is the call itself. */
  private static StateRow called(StateRow state) {
    return state.without(StateRow.RECONCILING);
  }

  private void suspend(Open open, Outcome.Unauthorized outcome, byte[] note, long now) {
    Lane lane = open.lane();
    LaneSettings settings = lane.settings;
    if (settings == null || outcome.credentialsVersion() >= settings.credentialsVersion()) {
      lane.refusedCredentials = Math.max(lane.refusedCredentials, outcome.credentialsVersion());
      lane.probeAt = now + probeMillis;
      stores.lanes.changed(lane);
    }
    if (isLastAttempt(open)) {
      endWithoutRetry(open, Ending.Kind.UNAUTHORIZED, "the credentials were refused", note, now);
      return;
    }
    Recorded recorded = recorded(open, open.state(), note);
    flow.comeBack(open.in(recorded.state()));
    Instant next = lane.suspended() ? Attempted.NOT_KNOWN : Instant.ofEpochMilli(now);
    attempted(open, recorded, outcome, now, next);
  }

  private void throttle(
      Open open, InFlight attempt, Outcome.Retryable outcome, byte[] note, long now) {
    // What we cannot do ourselves we cannot do anywhere.
    boolean mustRest = !attempt.isOfAnotherSide || outcome.kind() == Outcome.Kind.HELD;
    long until = mustRest ? rest(open, outcome, now) : now;
    if (isLastAttempt(open)) {
      endWithoutRetry(open, Ending.Kind.RETRIES_EXHAUSTED, outcome.reason(), note, now);
      return;
    }
    if (until > Dispatcher.expiresAt(open)) {
      end(open, Ending.Kind.EXPIRED, outcome.reason(), note, now);
      return;
    }
    Recorded recorded = recorded(open, open.state(), note);
    flow.comeBack(open.in(recorded.state()));
    attempted(open, recorded, outcome, now, Instant.ofEpochMilli(until));
  }

  private long rest(Open open, Outcome.Retryable outcome, long now) {
    long wait = outcome.retryAfter().toMillis();
    if (wait == 0) {
      wait = adaptation.rest(open.lane(), backoff(open, open.state().attempt()));
    }
    long until = raiseFloor(open.lane(), wait, now);
    Adaptation.rests(open.lane(), now, until);
    return until;
  }

  private void unknown(Open open, Outcome.Unknown outcome, byte[] note, long now) {
    String reason = outcome.reason();
    boolean asking = open.state().has(StateRow.RECONCILING);
    Recourse recourse =
        asking && outcome.recourse() == Recourse.REPEAT ? Recourse.RECONCILE : outcome.recourse();
    if (recourse == Recourse.NONE || isLastAttempt(open)) {
      StateRow counted = open.state().counted();
      end(open.in(counted), Ending.Kind.UNKNOWN_OUTCOME, reason, note, now);
    } else if (recourse == Recourse.RECONCILE) {
      StateRow reconciling = open.state().with(StateRow.RECONCILING);
      retry(open.in(reconciling), outcome, reason, note, now);
    } else {
      retry(open, outcome, reason, note, now);
    }
  }

  private void retry(Open open, Outcome outcome, String reason, byte[] note, long now) {
    StateRow counted = open.state().counted();
    Open after = open.in(counted);
    LaneSettings settings = open.lane().settings;
    // The other side asked for it of the whole lane, whether or not this item calls it again.
    long floor = floor(open.lane(), outcome, now);
    if (open.lane().removed) {
      end(after, Ending.Kind.LANE_REMOVED, reason, note, now);
      return;
    }
    if (settings == null || isLastAttempt(open) || counted.attemptsUsed() >= attempts(open)) {
      endWithoutRetry(after, Ending.Kind.RETRIES_EXHAUSTED, reason, note, now);
      return;
    }
    long due = Math.max(floor, now + backoff(open, counted.attemptsUsed()));
    if (due > Dispatcher.expiresAt(open)) {
      end(after, Ending.Kind.EXPIRED, reason, note, now);
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

  private long floor(Lane lane, Outcome outcome, long now) {
    return outcome instanceof Outcome.Retryable retryable && !retryable.retryAfter().isZero()
        ? raiseFloor(lane, retryable.retryAfter().toMillis(), now)
        : 0;
  }

  /** How many attempts the run may use. */
  private static int attempts(Open open) {
    LaneSettings settings = open.lane().settings;
    int most = settings == null ? 0 : settings.retry().maxAttempts();
    return open.state().has(StateRow.RECONCILING) ? most + MORE_TO_RECONCILE : most;
  }

  /** Nobody wants another: an express item has one, and a cancelled one no more. */
  private static boolean isLastAttempt(Open open) {
    return open.item().placement().isExpress() || open.state().has(StateRow.CANCEL_ASKED);
  }

  private void endWithoutRetry(Open open, Ending.Kind kind, String reason, byte[] note, long now) {
    if (open.state().has(StateRow.CANCEL_ASKED)) {
      end(open, Ending.Kind.CANCELLED, CANCELLED + ": " + reason, note, now);
    } else {
      end(open, kind, reason, note, now);
    }
  }

  private long backoff(Open open, int failures) {
    LaneSettings settings = open.lane().settings;
    return settings == null ? 0 : settings.retry().backoff().delay(failures, random).toMillis();
  }

  /**
   * Holds the lane until the other side wants to be asked again, or as long as we let it; what it
   * then gets is no burst.
   */
  long raiseFloor(Lane lane, long waitMillis, long now) {
    long until = now + Math.min(waitMillis, maxFloorMillis);
    lane.floorUntil = Math.max(lane.floorUntil, until);
    LaneSettings settings = lane.settings;
    if (settings != null) {
      Limits limits = Pacing.limits(lane, settings, now);
      lane.arrivalTime = Gcra.withoutBurst(lane.arrivalTime, limits, until);
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
    return new Recorded(evidence.isEmpty() ? state : state.with(StateRow.EVIDENCE), evidence);
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
