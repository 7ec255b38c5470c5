package dev.waybill.lane.core;

/**
 * What the calls of a lane take: as a rule, and where the other side is not busy. A median that is
 * followed step by step, for one slow call in ten is no queue. Calls that take three times as long
 * as they do at best wait for one another on the other side.
 */
final class CallTimes {
  /** Before so many calls nothing is known. */
  private static final int FIRST = 8;

  /** Before so many more a step down has not shown what it is good for. */
  private static final int ENOUGH = 32;

  private static final double STEP = 1.04;

  /** The best of a median that sways is below what calls take at ease. */
  private static final double CROWDED = 3;

  /** What is no longer than this is nobody's queue. */
  private static final double NEGLIGIBLE_MILLIS = 10;

  /** A step down that left so much of the time, and so little of the calls, was for nothing. */
  private static final double UNCHANGED = 0.9;

  private static final double FAR_FEWER = 0.8;
  private static final double RAISED = 1.5;

  /** At best, milliseconds; 0 while it is not known. */
  private double best;

  // ---- of the heap only ----
  private double usual;
  private long calls;
  private double usualBefore;
  private int windowBefore;

  CallTimes(double best) {
    this.best = best;
  }

  double best() {
    return best;
  }

  void add(double millis) {
    double took = Math.max(1, millis);
    // After a restart from what they took at best: one slow call is not what they usually take.
    double from = usual == 0 ? best : usual;
    usual = from == 0 ? took : took > from ? from * STEP : from / STEP;
    calls++;
    if (calls >= FIRST && (best == 0 || usual < best)) {
      best = usual;
    }
  }

  /** Whether calls wait for one another. */
  boolean isCrowded() {
    return best > 0 && usual > CROWDED * best + NEGLIGIBLE_MILLIS;
  }

  /** Whether enough calls have ended since the last step down. */
  boolean isShown(int window) {
    return calls >= Math.max(ENOUGH, window);
  }

  /**
   * What is to be done where it is crowded: true for fewer calls at a time; false if that could not
   * help, or has not, and this is now what they take at best.
   */
  boolean fewerMayHelp(int window) {
    boolean wasForNothing =
        usualBefore > 0 && usual > UNCHANGED * usualBefore && window < FAR_FEWER * windowBefore;
    calls = 0;
    if (window == 1 || wasForNothing) {
      best = Math.min(usual, best * RAISED);
      usualBefore = 0;
      return false;
    }
    if (usualBefore == 0 || usual <= UNCHANGED * usualBefore) {
      usualBefore = usual;
      windowBefore = window;
    }
    return true;
  }
}
