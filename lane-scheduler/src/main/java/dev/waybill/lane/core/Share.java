package dev.waybill.lane.core;

/**
 * How much of a configured bound the other side takes, by what it refused and by the time since: in
 * millionths of the bound. A refusal leaves a little less than what was refused; from there it
 * grows with the cube of the time, slowly where the refusal was and ever faster beyond it. Time
 * alone makes it grow, so a lane with few calls comes back as soon as one with many.
 *
 * @param top what it was when it was last refused, or less where one refusal followed another
 * @param since when that was, epoch milliseconds
 * @param descent how it came there: {@link #SETTLED}, {@link #NEAR} or {@link #SEARCHING}
 */
record Share(long top, long since, int descent) {
  static final long WHOLE = 1_000_000;

  /** By a refusal that came alone: this is where the bound of the other side is. */
  static final int SETTLED = 0;

  /** By another soon after such a one: it is a little below. */
  static final int NEAR = 1;

  /** By one after another: nobody knows where it is, so the way back is quick as well. */
  static final int SEARCHING = 2;

  /** Nothing was ever refused. */
  static final Share UNREFUSED = new Share(WHOLE, 0, SETTLED);

  /** Refusals that are closer together than this are of the same descent. */
  static final long SETTLED_MILLIS = 10_000;

  /** After so long without one, a refusal says nothing about the last. */
  static final long FORGOTTEN_MILLIS = 1_800_000;

  /** To be back where it was refused takes so long. */
  private static final double RETURN_MILLIS = 60_000;

  private static final double QUICK_RETURN_MILLIS = 10_000;
  private static final double LEFT_BY_A_REFUSAL = 0.93;
  private static final double LEFT_BY_ANOTHER = 0.8;
  private static final double LEFT_IN_A_DESCENT = 0.7;

  /** What it is at a time, at most {@link #WHOLE}. */
  double at(long now) {
    double way = descent == SEARCHING ? QUICK_RETURN_MILLIS : RETURN_MILLIS;
    double returned = Math.max(0, now - since) / way;
    double grown = LEFT_BY_A_REFUSAL + (1 - LEFT_BY_A_REFUSAL) * returned * returned * returned;
    return Math.min(WHOLE, top * grown);
  }

  /** Whether the last refusal was near in time, but not of the same descent. */
  boolean isSettled(long now) {
    long passed = now - since;
    return passed >= SETTLED_MILLIS && passed < FORGOTTEN_MILLIS;
  }

  /**
   * After another refusal.
   *
   * @param refused what was too much
   * @param least to which it goes down at most
   */
  Share refused(double refused, double least, long now) {
    if (isSettled(now)) {
      return of(refused, least, now, SETTLED);
    }
    return descent == SETTLED && now - since < SETTLED_MILLIS
        ? of(refused * LEFT_BY_ANOTHER, least, now, NEAR)
        : of(refused * LEFT_IN_A_DESCENT, least, now, SEARCHING);
  }

  private static Share of(double left, double least, long now, int descent) {
    return new Share(Math.round(Math.clamp(left, least, WHOLE - 1)), now, descent);
  }

  /**
   * What it has come to, to grow on from later; never less than where it began to grow, however
   * often this is asked for.
   *
   * @param later from when time counts again
   */
  Share kept(long now, long later, int how) {
    long grown = Math.max(top, Math.round(at(now)));
    return grown >= WHOLE ? UNREFUSED : new Share(grown, later, how);
  }

  /** The same again from now on: what has passed does not count. */
  Share from(long now) {
    return new Share(top, now, descent);
  }
}
