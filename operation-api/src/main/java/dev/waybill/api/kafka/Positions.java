package dev.waybill.api.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** How far each partition was read, with a way to wait for it. Thread-safe. */
public final class Positions {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition advanced = lock.newCondition();
  private final long[] reached;

  /** Nothing was read yet. */
  public Positions(int partitions) {
    this.reached = new long[partitions];
  }

  /** How many partitions there are. */
  public int partitions() {
    return reached.length;
  }

  /** The offset of what is to be read next. */
  public long of(int partition) {
    lock.lock();
    try {
      return reached[partition];
    } finally {
      lock.unlock();
    }
  }

  /** Tells that a partition was read up to a position; never goes back. */
  public void advance(int partition, long position) {
    lock.lock();
    try {
      reached[partition] = Math.max(reached[partition], position);
    } finally {
      lock.unlock();
    }
  }

  /** Tells that nothing is known of a partition any more. */
  public void forget(int partition) {
    lock.lock();
    try {
      reached[partition] = 0;
    } finally {
      lock.unlock();
    }
  }

  /** Wakes those who wait. */
  public void announce() {
    lock.lock();
    try {
      advanced.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until each partition has come to its target; false if it has not in time. */
  public boolean await(Map<Integer, Long> targets, Duration limit) {
    long left = limit.toNanos();
    lock.lock();
    try {
      while (!targets.entrySet().stream().allMatch(t -> reached[t.getKey()] >= t.getValue())) {
        if (left <= 0) {
          return false;
        }
        left = advanced.awaitNanos(left);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }
}
