package dev.waybill.bench.operations;

import dev.waybill.bench.frame.MeasurementException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How many operations had ended when, and when their pace was what it had been. Thread-safe. */
final class PaceWatch implements AutoCloseable {
  private static final long LOOK_MS = 50;
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final int SECONDS = 5;
  private static final long STEP = SECOND / 10;
  private static final double NORMAL = 0.9;
  private static final int STEADY_SECONDS = 15;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final EndReader reader;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread;
  private long[] times = new long[1 << 12];
  private int[] counts = new int[1 << 12];
  private int looks;

  PaceWatch(EndReader reader) {
    this.reader = reader;
    this.thread = Thread.ofVirtual().name("pace").start(this::watch);
  }

  private void watch() {
    try {
      while (!stopping.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
        look(System.nanoTime(), reader.count());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void look(long time, int count) {
    if (looks == times.length) {
      times = Arrays.copyOf(times, 2 * looks);
      counts = Arrays.copyOf(counts, 2 * looks);
    }
    times[looks] = time;
    counts[looks++] = count;
  }

  /** Operations that had ended by then. */
  private synchronized int by(long time) {
    int after = Arrays.binarySearch(times, 0, looks, time);
    int at = after < 0 ? -after - 2 : after;
    return at < 0 ? 0 : counts[at];
  }

  /** Operations a second of the last five seconds, waited for. */
  double perSecond() throws InterruptedException {
    long from = System.nanoTime();
    waitFor(from + SECONDS * SECOND);
    return (double) (by(from + SECONDS * SECOND) - by(from)) / SECONDS;
  }

  /**
   * Seconds from a moment until a whole second at 90 % of a pace is over that is the first of five
   * that keep it together. What piled up meanwhile may come at once, and counts for its second
   * only.
   *
   * @throws MeasurementException if that takes minutes, or the ends are not as they should be
   */
  double untilNormal(long since, double pace) throws InterruptedException {
    for (long at = since; at - since < PATIENCE.toNanos(); at += STEP) {
      waitFor(at + SECONDS * SECOND);
      int before = by(at);
      boolean first = by(at + SECOND) - before >= NORMAL * pace;
      if (first && by(at + SECONDS * SECOND) - before >= NORMAL * pace * SECONDS) {
        return (double) (at + SECOND - since) / SECOND;
      }
    }
    throw notNormal(since, pace);
  }

  /**
   * Seconds from a moment until the first second of fifteen of which each five keep a pace: nothing
   * is taken over any more, and nobody who was started again holds the others up.
   *
   * @throws MeasurementException if that takes minutes, or the ends are not as they should be
   */
  double untilSteady(long since, double pace) throws InterruptedException {
    for (long at = since; at - since < PATIENCE.toNanos(); at += SECOND) {
      waitFor(at + STEADY_SECONDS * SECOND);
      if (isSteady(at, pace)) {
        return (double) (at + SECOND - since) / SECOND;
      }
    }
    throw notNormal(since, pace);
  }

  private boolean isSteady(long from, double pace) {
    for (long at = from; at <= from + (STEADY_SECONDS - SECONDS) * SECOND; at += SECOND) {
      if (by(at + SECONDS * SECOND) - by(at) < NORMAL * pace * SECONDS) {
        return false;
      }
    }
    return true;
  }

  private MeasurementException notNormal(long since, double pace) {
    long now = System.nanoTime();
    return new MeasurementException(
        "%.0f s later the pace is not %.0f operations/s; %.1f/s in the last %d s"
            .formatted(
                (double) (now - since) / SECOND,
                pace,
                (double) (by(now) - by(now - STEADY_SECONDS * SECOND)) / STEADY_SECONDS,
                STEADY_SECONDS));
  }

  private void waitFor(long time) throws InterruptedException {
    reader.check();
    long left = time + 2 * TimeUnit.MILLISECONDS.toNanos(LOOK_MS) - System.nanoTime();
    if (left > 0) {
      TimeUnit.NANOSECONDS.sleep(left);
    }
  }

  @Override
  public void close() {
    stopping.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
