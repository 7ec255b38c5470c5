package dev.waybill.lane.execution;

import dev.waybill.lane.core.Outcome;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt went.
 *
 * @param outcome for the scheduler
 * @param note for the application: opaque evidence that comes back to it, empty for none
 * @param laneWait the other side has nothing left for the lane for so long, whatever the outcome;
 *     zero if it said nothing of it
 * @param took what the other side took for it, without our own work before and after; null if that
 *     is not known, and then all of the attempt counts
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way to a topic: copies would only cost
public record AttemptOutcome(
    Outcome outcome, byte[] note, Duration laneWait, @Nullable Duration took) {
  public AttemptOutcome {
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(note, "note");
    if (laneWait.isNegative()) {
      throw new IllegalArgumentException("laneWait is not negative");
    }
    if (took != null && took.isNegative()) {
      throw new IllegalArgumentException("took is not negative");
    }
  }

  /** Of an attempt of which nobody knows what the other side took for it. */
  public AttemptOutcome(Outcome outcome, byte[] note, Duration laneWait) {
    this(outcome, note, laneWait, null);
  }

  /** Of an attempt whose other side said nothing of a limit. */
  public AttemptOutcome(Outcome outcome, byte[] note) {
    this(outcome, note, Duration.ZERO);
  }
}
