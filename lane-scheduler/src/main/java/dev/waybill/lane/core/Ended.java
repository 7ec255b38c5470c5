package dev.waybill.lane.core;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A run ended.
 *
 * @param item the item
 * @param progress run, the number of the last attempt (0 if none was dispatched), and the attempts
 *     used
 * @param ending how
 * @param at when the engine decided it
 * @param evidence the notes of all runs' attempts, oldest first; the newest fifty
 * @param cancelAsked whether a cancellation came while an attempt was in flight; it ended as it
 *     ended
 */
public record Ended(
    Item item,
    Progress progress,
    Ending ending,
    Instant at,
    List<byte[]> evidence,
    boolean cancelAsked) {
  public Ended {
    Objects.requireNonNull(item, "item");
    Objects.requireNonNull(progress, "progress");
    Objects.requireNonNull(ending, "ending");
    evidence = List.copyOf(evidence);
  }
}
