package dev.waybill.testing.guarantees;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The bound of G4: in no window of length W are there more than {@code rate·(W + δ) + burst} calls.
 *
 * <p>Looked at where the calls arrive, so δ must cover what the way there varies, too.
 *
 * @param requestsPerSecond the rate
 * @param burst how many calls a connection that was idle may make at once
 * @param slack δ
 */
public record CallWindow(double requestsPerSecond, int burst, Duration slack) {
  /** The log has whole milliseconds: a window may be longer by this than it looks. */
  private static final double GRAIN_SECONDS = 0.001;

  private static final double ROUNDING = 1e-6;

  /**
   * The worst breach in words, or nothing if the limit was kept.
   *
   * <p>A bucket that drains at the rate is at its fullest exactly where the window with the most
   * calls above the rate ends, so one pass sees all windows.
   *
   * @param calls in the order of their arrival
   */
  public Optional<String> violation(List<RecordedCall> calls) {
    double allowed = burst + requestsPerSecond * (slack.toNanos() / 1e9 + GRAIN_SECONDS) + ROUNDING;
    double level = 0;
    double worst = allowed;
    int windowStart = 0;
    String told = "";
    for (int i = 0; i < calls.size(); i++) {
      if (i > 0) {
        double seconds = (calls.get(i).atMs() - calls.get(i - 1).atMs()) / 1e3;
        level -= requestsPerSecond * seconds;
      }
      if (level <= 0) {
        level = 0;
        windowStart = i;
      }
      level++;
      if (level > worst) {
        worst = level;
        told = describe(calls, windowStart, i);
      }
    }
    return told.isEmpty() ? Optional.empty() : Optional.of(told);
  }

  private String describe(List<RecordedCall> calls, int from, int to) {
    long startMs = calls.get(from).atMs();
    long windowMs = calls.get(to).atMs() - startMs;
    return String.format(
        Locale.ROOT,
        "%d calls within %d ms from %d on, where %.2f/s with a burst of %d and δ = %d ms allow"
            + " %.2f",
        to - from + 1,
        windowMs,
        startMs,
        requestsPerSecond,
        burst,
        slack.toMillis(),
        burst + requestsPerSecond * (windowMs + slack.toMillis()) / 1e3);
  }
}
