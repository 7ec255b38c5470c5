package dev.waybill.lane.core;

import java.time.Instant;
import java.util.Objects;

/**
 * A result that came after its run had ended: evidence, it changes nothing.
 *
 * @param attempt whose result
 * @param outcome what it said
 * @param at when the engine read it
 * @param note the executor's note, empty if none
 */
@SuppressWarnings("ArrayRecordComponent") // see Item
public record Late(AttemptId attempt, Outcome outcome, Instant at, byte[] note) {
  public Late {
    Objects.requireNonNull(attempt, "attempt");
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(note, "note");
  }
}
