package dev.waybill.runtime.deadletters;

import java.util.List;

/**
 * Letters, oldest first.
 *
 * @param letters the newest of those that were meant
 * @param older how many more there are
 */
public record Listing(List<Entry> letters, long older) {
  public Listing {
    letters = List.copyOf(letters);
  }

  /** A letter and how it stands. */
  public record Entry(DeadLetter letter, Standing standing) {}
}
