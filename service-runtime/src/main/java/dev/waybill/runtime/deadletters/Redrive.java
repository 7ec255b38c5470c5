package dev.waybill.runtime.deadletters;

import java.util.List;

/**
 * What a redrive did.
 *
 * @param fates of all letters that were meant, up to the limit
 * @param left how many more could have been put back, but for the limit
 * @param stopped why it ended early, in a sentence; empty if it did not. What is said to be put
 *     back is; the rest can be asked for again, for nothing is put back without its mark
 */
public record Redrive(List<Fate> fates, long left, String stopped) {
  public Redrive {
    fates = List.copyOf(fates);
  }

  /**
   * What became of a letter.
   *
   * @param before how it stood
   * @param redrives how often its record was put back by now, this time included
   * @param putBack whether it was put back now
   */
  public record Fate(DeadLetter letter, Standing before, int redrives, boolean putBack) {}
}
