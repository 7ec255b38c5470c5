package dev.waybill.lane.execution;

import dev.waybill.lane.core.Outcome;
import java.util.Objects;

/**
 * How an attempt went.
 *
 * @param outcome for the scheduler
 * @param note for the application: opaque evidence that comes back to it, empty for none
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way to a topic: copies would only cost
public record AttemptOutcome(Outcome outcome, byte[] note) {
  public AttemptOutcome {
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(note, "note");
  }
}
