package dev.waybill.bench.webhooks;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/** When each event of a run was due, and when its receiver first had it. Thread-safe. */
final class Deliveries {
  private final AtomicLongArray due;
  private final AtomicLongArray arrived;
  private final boolean[] counts;
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicInteger repeats = new AtomicInteger();
  private final int wanted;
  private volatile long last;

  /**
   * Nothing has happened yet.
   *
   * @param counts of each event, whether it is one that must arrive and is looked at
   */
  Deliveries(boolean[] counts) {
    this.counts = counts.clone();
    this.due = new AtomicLongArray(counts.length);
    this.arrived = new AtomicLongArray(counts.length);
    int all = 0;
    for (boolean one : counts) {
      all += one ? 1 : 0;
    }
    this.wanted = all;
  }

  /** All of so many events count. */
  static Deliveries ofAll(int events) {
    boolean[] counts = new boolean[events];
    Arrays.fill(counts, true);
    return new Deliveries(counts);
  }

  int events() {
    return counts.length;
  }

  int wanted() {
    return wanted;
  }

  void due(int number, long nanos) {
    due.set(number, nanos);
  }

  void arrived(int number) {
    if (!counts[number]) {
      return;
    }
    long now = System.nanoTime();
    if (arrived.compareAndSet(number, 0, now)) {
      last = now;
      count.incrementAndGet();
    } else {
      repeats.incrementAndGet();
    }
  }

  int count() {
    return count.get();
  }

  int repeats() {
    return repeats.get();
  }

  /** Waits until all that count have arrived; false if none did for as long as the stall. */
  boolean await(Duration stall, Duration most, Runnable eachSecond) throws InterruptedException {
    long began = System.nanoTime();
    long moved = began;
    int before = -1;
    while (count() < wanted) {
      Thread.sleep(Duration.ofSeconds(1));
      eachSecond.run();
      long now = System.nanoTime();
      if (count() != before) {
        before = count();
        moved = now;
      }
      if (now - moved > stall.toNanos() || now - began > most.toNanos()) {
        return false;
      }
    }
    return true;
  }

  /** Seconds from when the first was due to the last arrival. */
  double seconds() {
    long first = Long.MAX_VALUE;
    for (int i = 0; i < due.length(); i++) {
      first = due.get(i) == 0 ? first : Math.min(first, due.get(i));
    }
    return (last - first) / 1e9;
  }

  /**
   * Of those that count and were due, from due to arrival, in nanoseconds.
   *
   * @param settling the first so many are left out
   * @param missing what stands for one that has not arrived
   */
  long[] took(int settling, long missing) {
    long[] took = new long[counts.length];
    int n = 0;
    for (int i = settling; i < counts.length; i++) {
      if (counts[i] && due.get(i) != 0) {
        took[n++] = arrived.get(i) == 0 ? missing : arrived.get(i) - due.get(i);
      }
    }
    return Arrays.copyOf(took, n);
  }
}
