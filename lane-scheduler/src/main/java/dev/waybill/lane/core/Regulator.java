package dev.waybill.lane.core;

/**
 * Finds the {@link Share} of one bound that the other side takes. Refusals that fewer calls do not
 * cure are not blamed on too many calls: after a few of these the bound counts as a whole again,
 * for a while, or until there are far more refusals with it.
 */
final class Regulator {
  /** So many refusals in a row that too many calls do not explain are one too many. */
  private static final int MOST_DOUBTS = 3;

  private static final long ACQUITTED_MILLIS = 600_000;
  private static final double NEWEST_WEIGHT = 1.0 / 32;

  /** More refusals than this, among calls, are not what happens anyway. */
  private static final double MANY = 0.15;

  private static final double FAR_MORE = 2.5;

  /** Failures that are fewer than these, among calls, are not worth a call less at a time. */
  private static final double SELDOM = 0.006;

  private static final double NEWEST_WEIGHT_OF_THE_SELDOM = 1.0 / 256;

  private final boolean isCalls;
  private Share share;

  // ---- of the heap only: learned again after a restart ----
  private double refusedShare;
  private double refusedInTheLongRun;
  private int doubts;
  private long acquittedUntil;
  private double refusedWhenAcquitted;
  private Share beforeFailures;

  /**
   * Of a bound of which the share is known.
   *
   * @param isCalls whether it bounds calls at a time, of which there is always one
   */
  Regulator(boolean isCalls, Share share) {
    this.isCalls = isCalls;
    this.share = share;
    this.beforeFailures = share;
  }

  Share share() {
    return share;
  }

  /** In millionths of the bound. */
  double at(long now) {
    return share.at(now);
  }

  /** Refusals are for nothing now: fewer calls did not help. */
  boolean isAcquitted(long now) {
    return now < acquittedUntil;
  }

  /** A call was answered well, or refused. */
  void count(boolean isRefused) {
    int share = isRefused ? 1 : 0;
    refusedShare += NEWEST_WEIGHT * (share - refusedShare);
    refusedInTheLongRun += NEWEST_WEIGHT_OF_THE_SELDOM * (share - refusedInTheLongRun);
  }

  /** Whether a call of then tells anything about what is allowed since the last refusal. */
  boolean isNews(long dispatchedAt) {
    return dispatchedAt >= share.since();
  }

  /**
   * There were too many calls.
   *
   * @param refused how much of the bound was in use
   * @param least of the bound that is always allowed
   */
  void refused(double refused, double least, long now) {
    if (isCalls && refusedInTheLongRun < SELDOM) {
      return;
    }
    if (isAcquitted(now)) {
      if (refusedShare <= Math.max(MANY, FAR_MORE * refusedWhenAcquitted)) {
        return;
      }
      acquittedUntil = 0;
    }
    doubt(refused, least, now);
    share = isAcquitted(now) ? Share.UNREFUSED : share.refused(refused, least, now);
  }

  /** The same, where whoever asks has looked into what it is due to. */
  void tooMuch(double refused, double least, long now) {
    if (!isAcquitted(now)) {
      share = share.refused(refused, least, now);
    }
  }

  private void doubt(double refused, double least, long now) {
    boolean isOften = share.isSettled(now) && refused < 0.999 * share.top();
    boolean isAlwaysSo = isCalls && refused <= 1.001 * least && refusedShare < 2 * MANY;
    if (isOften || isAlwaysSo) {
      doubts++;
    } else if (share.isSettled(now)) {
      doubts = 0;
    }
    if (doubts >= MOST_DOUBTS) {
      doubts = 0;
      acquittedUntil = now + ACQUITTED_MILLIS;
      refusedWhenAcquitted = refusedShare;
    }
  }

  /** Calls begin to fail: perhaps one after another until the breaker opens. */
  void failuresBegin(long now) {
    beforeFailures = share.kept(now, now, Share.SEARCHING);
  }

  /** None of them was answered: it was not the number of calls. */
  void breakerOpens(long now) {
    share = beforeFailures.top() == Share.WHOLE ? Share.UNREFUSED : beforeFailures.from(now);
  }

  /** Nobody calls until then: that time does not count, but what has grown until now does. */
  void holds(long now, long until) {
    share = share.kept(now, until, share.descent());
  }
}
