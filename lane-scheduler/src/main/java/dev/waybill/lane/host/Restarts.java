package dev.waybill.lane.host;

import java.time.Duration;

/**
 * How long to wait before a scheduler that died is started again: the longer the oftener it died in
 * a row. Times are of {@link System#nanoTime}. Thread-safe.
 */
final class Restarts {
  /** A run of this length ends the row. */
  static final Duration CALM = Duration.ofSeconds(60);

  /** So often in a row is a state to be shown, also while it runs. */
  static final int MANY = 3;

  private static final Duration FIRST = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final int MAX_DOUBLINGS = 10;

  private int inRow;
  private long startedAt;

  synchronized void started(long now) {
    startedAt = now;
  }

  /** Counts a death and tells how long to wait. */
  synchronized Duration died(long now) {
    if (now - startedAt > CALM.toNanos()) {
      inRow = 0;
    }
    inRow++;
    Duration wait = FIRST.multipliedBy(1L << Math.min(inRow - 1, MAX_DOUBLINGS));
    return wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
  }

  /** Deaths with no calm between them. */
  synchronized int inRow() {
    return inRow;
  }

  /** Whether it died so often that it must first prove that it lives. */
  synchronized boolean isUnstable(long now) {
    return inRow >= MANY && now - startedAt < CALM.toNanos();
  }
}
