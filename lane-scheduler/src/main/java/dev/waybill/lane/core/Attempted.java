package dev.waybill.lane.core;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * An attempt was made, the run goes on.
 *
 * @param item the item
 * @param progress run, this attempt's number, and the attempts used including this one
 * @param outcome how it went
 * @param at when the engine learned it
 * @param nextAttemptAt not before this; {@link #NOT_KNOWN} while the lane is suspended
 * @param evidence the notes of the run's attempts so far, oldest first, this one's last if it had
 *     one
 */
public record Attempted(
    Item item,
    Progress progress,
    Outcome outcome,
    Instant at,
    Instant nextAttemptAt,
    List<byte[]> evidence) {
  /** Waits for somebody to act. */
  public static final Instant NOT_KNOWN = Instant.MAX;

  public Attempted {
    Objects.requireNonNull(item, "item");
    Objects.requireNonNull(progress, "progress");
    Objects.requireNonNull(outcome, "outcome");
    evidence = List.copyOf(evidence);
  }
}
