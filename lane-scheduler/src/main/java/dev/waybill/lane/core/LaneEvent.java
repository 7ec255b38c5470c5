package dev.waybill.lane.core;

import java.time.Duration;
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
   * @param recourse what may be done if nobody ever answers for the call
   */
  record AttemptStarted(AttemptId attempt, Recourse recourse) implements LaneEvent {}

  /**
   * An executor reports the outcome.
   *
   * @param note opaque evidence, empty for none
   * @param laneWait the other side has nothing left for the lane for so long, whatever the outcome;
   *     bounded by the engine; zero if it said nothing of it
   * @param took what the call took; zero if that is not known
   */
  @SuppressWarnings("ArrayRecordComponent") // see Item
  record AttemptFinished(
      AttemptId attempt, Outcome outcome, byte[] note, Duration laneWait, Duration took)
      implements LaneEvent {
    public AttemptFinished {
      Objects.requireNonNull(attempt, "attempt");
      Objects.requireNonNull(outcome, "outcome");
      Objects.requireNonNull(note, "note");
      Objects.requireNonNull(laneWait, "laneWait");
      Objects.requireNonNull(took, "took");
    }

    /** Of an attempt whose other side said nothing of a limit. */
    public AttemptFinished(AttemptId attempt, Outcome outcome, byte[] note) {
      this(attempt, outcome, note, Duration.ZERO);
    }

    /** Of an attempt of which nobody knows how long it took. */
    public AttemptFinished(AttemptId attempt, Outcome outcome, byte[] note, Duration laneWait) {
      this(attempt, outcome, note, laneWait, Duration.ZERO);
    }
  }

  /** A fence came back: every report written before it has been read. */
  record FenceRead(AttemptId attempt) implements LaneEvent {}

  /** A lane has these settings now; ignored if they are older than those in force. */
  record LaneConfigured(LaneId lane, LaneSettings settings) implements LaneEvent {}

  /**
   * An item is not wanted any more. One that waits ends at once; an attempt in flight ends as it
   * ends, and is the last; one that has ended stays as it is. The command for an item that is not
   * known is kept for a while.
   */
  record ItemCancelled(LaneId lane, ItemId item) implements LaneEvent {}

  /** An item is to go to the front of its lane; kept for a while if it is not known. */
  record ItemExpedited(LaneId lane, ItemId item) implements LaneEvent {}

  /**
   * An item that failed is to run again.
   *
   * @param run the run that failed; nothing happens if that is not its last, so that the same
   *     command twice starts one run
   */
  record ItemRetried(LaneId lane, ItemId item, int run) implements LaneEvent {}

  /** A lane is gone; what waits in it ends, a bounded number at a step. */
  record LaneRemoved(LaneId lane) implements LaneEvent {}
}
