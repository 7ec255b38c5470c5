package dev.waybill.lane.core;

import java.util.function.Consumer;

/**
 * Timers that may be an hour late: the end of an item's dedupe window. A bucket is worked off in
 * order once its whole time has passed, a bounded number of references at a step, so that the heap
 * never holds any.
 */
final class ExpiryQueue {
  private static final int RING = 2;
  private static final long WIDTH_MILLIS = 3_600_000;

  private final TimerBuckets buckets;

  ExpiryQueue(Rows rows, Decisions decisions) {
    this.buckets = new TimerBuckets(rows, decisions, RING, WIDTH_MILLIS);
  }

  void restore(long now) {
    buckets.restore(now);
  }

  void add(LaneId lane, ItemId item, long due) {
    long bucket = buckets.placeOf(due);
    buckets.append(bucket, buckets.head(bucket), new TimerBuckets.Reference(lane, item, due));
  }

  void tick(long now, int budget, Consumer<TimerBuckets.Reference> expire) {
    int work = budget;
    while (work > 0 && buckets.startOf(buckets.floor() + 1) <= now) {
      long bucket = buckets.floor();
      TimerBuckets.Head head = buckets.head(bucket);
      // Only an empty bucket counts as work of its own, or the least budget would never get to a
      // reference.
      work -= head.count() == 0 ? 1 : 0;
      long position = head.drained();
      for (; position < head.count() && work > 0; position++, work--) {
        expireAt(bucket, position, expire);
      }
      if (position < head.count()) {
        buckets.putHead(bucket, new TimerBuckets.Head(head.count(), position));
        return;
      }
      buckets.raiseFloor(head.count() > 0);
    }
  }

  private void expireAt(long bucket, long position, Consumer<TimerBuckets.Reference> expire) {
    TimerBuckets.Reference reference = buckets.reference(bucket, position);
    if (reference != null) {
      buckets.deleteReference(bucket, position);
      expire.accept(reference);
    }
  }
}
