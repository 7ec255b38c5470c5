package dev.waybill.lane.core;

import java.util.Objects;

/** What happens to the lanes of a task. */
public sealed interface LaneEvent {
  /** An item came in; it may be a duplicate. */
  record ItemArrived(Item item) implements LaneEvent {}

  /** An item came in that is to end at once as refused; it may be a duplicate. */
  record ItemRefused(Item item, String reason) implements LaneEvent {}

  /**
   * An executor is about to call.
   *
   * @param repeatable whether the call may be repeated if nobody ever answers for it
   */
  record AttemptStarted(AttemptId attempt, boolean repeatable) implements LaneEvent {}

  /**
   * An executor reports the outcome.
   *
   * @param note opaque evidence, empty for none
   */
  @SuppressWarnings("ArrayRecordComponent") // see Item
  record AttemptFinished(AttemptId attempt, Outcome outcome, byte[] note) implements LaneEvent {
    public AttemptFinished {
      Objects.requireNonNull(attempt, "attempt");
      Objects.requireNonNull(outcome, "outcome");
      Objects.requireNonNull(note, "note");
    }
  }

  /** A fence came back: every report written before it has been read. */
  record FenceRead(AttemptId attempt) implements LaneEvent {}

  /** A lane has these settings now; ignored if they are older than those in force. */
  record LaneConfigured(LaneId lane, LaneSettings settings) implements LaneEvent {}

  /** A lane is gone; what waits in it ends, a bounded number at a step. */
  record LaneRemoved(LaneId lane) implements LaneEvent {}
}
