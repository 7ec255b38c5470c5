package dev.waybill.lane.core;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Timers that fire to the millisecond: retries, and deadlines of single items. Buckets are loaded
 * to the heap shortly before their time, a bounded number of references at a step; the others stay
 * on disk.
 */
final class DueTimers {
  private static final long WIDTH_MILLIS = 1_000;
  private static final long HORIZON_MILLIS = 2_000;

  private final TimerBuckets buckets;
  private final PriorityQueue<Loaded> heap =
      new PriorityQueue<>(
          Comparator.comparingLong((Loaded timer) -> timer.reference().due())
              .thenComparingLong(Loaded::bucket)
              .thenComparingLong(Loaded::position));

  /** References on the heap, by bucket. */
  private final Map<Long, Integer> loaded = new HashMap<>();

  /** All buckets below are wholly on the heap; of this one, the positions below the cursor. */
  private long loading;

  private long cursor;

  DueTimers(Rows rows, Decisions decisions, int ring) {
    this.buckets = new TimerBuckets(rows, decisions, ring, WIDTH_MILLIS);
  }

  private record Loaded(TimerBuckets.Reference reference, long bucket, long position) {}

  void restore(long now) {
    buckets.restore(now);
    loading = buckets.floor();
  }

  void add(LaneId lane, ItemId item, long due) {
    TimerBuckets.Reference reference = new TimerBuckets.Reference(lane, item, due);
    long bucket = buckets.placeOf(due);
    TimerBuckets.Head head = buckets.head(bucket);
    buckets.append(bucket, head, reference);
    if (bucket < loading) {
      hold(new Loaded(reference, bucket, head.count()));
    }
  }

  /** Loads what is near and fires what is due, at most {@code budget} of each. */
  void tick(long now, int budget, Consumer<TimerBuckets.Reference> fire) {
    load(now, budget);
    for (int i = 0; i < budget; i++) {
      Loaded first = heap.peek();
      if (first == null || first.reference().due() > now) {
        break;
      }
      heap.remove();
      loaded.merge(first.bucket(), -1, Integer::sum);
      buckets.deleteReference(first.bucket(), first.position());
      fire.accept(first.reference());
    }
    drain(now, budget);
  }

  private void load(long now, int budget) {
    int work = budget;
    while (work > 0 && buckets.startOf(loading) <= now + HORIZON_MILLIS) {
      long count = buckets.head(loading).count();
      // Only an empty bucket counts as work of its own, or the least budget would never get to a
      // reference.
      work -= count == 0 ? 1 : 0;
      for (; cursor < count && work > 0; cursor++, work--) {
        TimerBuckets.Reference reference = buckets.reference(loading, cursor);
        if (reference != null) {
          hold(new Loaded(reference, loading, cursor));
        }
      }
      if (cursor < count) {
        return;
      }
      if (count > 0) {
        loaded.putIfAbsent(loading, 0);
      }
      loading++;
      cursor = 0;
    }
  }

  private void hold(Loaded timer) {
    heap.add(timer);
    loaded.merge(timer.bucket(), 1, Integer::sum);
  }

  private void drain(long now, int budget) {
    for (int i = 0; i < budget; i++) {
      long floor = buckets.floor();
      if (floor >= loading || buckets.startOf(floor + 1) > now) {
        return;
      }
      Integer left = loaded.get(floor);
      if (left != null && left > 0) {
        return;
      }
      loaded.remove(floor);
      buckets.raiseFloor(left != null);
    }
  }
}
