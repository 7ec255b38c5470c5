package dev.waybill.lane.core;

import org.jspecify.annotations.Nullable;

/**
 * Numbered buckets of time with numbered references in them, and a persisted floor below which
 * nothing is left. Point access only: a far bucket costs nothing until its time comes.
 */
final class TimerBuckets {
  private static final int VERSION = 1;
  private static final int SIZE = 48;
  private static final long NONE = Long.MIN_VALUE;

  /** Empty buckets that a restart may have to look at again before the floor is written anew. */
  private static final long MAX_FLOOR_LAG = 600;

  private final Rows rows;
  private final Decisions decisions;
  private final int ring;
  private final long width;
  private long floor;
  private long persistedFloor = NONE;

  TimerBuckets(Rows rows, Decisions decisions, int ring, long widthMillis) {
    this.rows = rows;
    this.decisions = decisions;
    this.ring = ring;
    this.width = widthMillis;
  }

  /** How many references a bucket ever had, and how many from its beginning are done. */
  record Head(long count, long drained) {
    static final Head EMPTY = new Head(0, 0);
  }

  /** What a timer is for. */
  record Reference(LaneId lane, ItemId item, long due) {}

  void restore(long now) {
    byte[] row = rows.get(RowKey.floor(ring));
    persistedFloor = row == null ? NONE : new RowReader(row, VERSION).number();
    floor = row == null ? bucketOf(now) : persistedFloor;
  }

  long floor() {
    return floor;
  }

  long bucketOf(long time) {
    return Math.floorDiv(time, width);
  }

  long startOf(long bucket) {
    return bucket * width;
  }

  /**
   * Where a timer belongs: what is overdue goes to the floor, for below it nobody looks any more.
   */
  long placeOf(long due) {
    return Math.max(bucketOf(due), floor);
  }

  Head head(long bucket) {
    byte[] row = rows.get(RowKey.bucketHead(ring, bucket));
    if (row == null) {
      return Head.EMPTY;
    }
    RowReader in = new RowReader(row, VERSION);
    return new Head(in.number(), in.number());
  }

  void putHead(long bucket, Head head) {
    byte[] row = new RowWriter(VERSION, SIZE).number(head.count()).number(head.drained()).row();
    decisions.put(RowKey.bucketHead(ring, bucket), row);
  }

  void append(long bucket, Head head, Reference reference) {
    if (persistedFloor == NONE) {
      persistFloor();
    }
    byte[] row =
        new RowWriter(VERSION, SIZE)
            .id(reference.lane().value())
            .id(reference.item().value())
            .number(reference.due())
            .row();
    decisions.put(RowKey.bucket(ring, bucket, head.count()), row);
    putHead(bucket, new Head(head.count() + 1, head.drained()));
  }

  @Nullable Reference reference(long bucket, long position) {
    byte[] row = rows.get(RowKey.bucket(ring, bucket, position));
    if (row == null) {
      return null;
    }
    RowReader in = new RowReader(row, VERSION);
    return new Reference(new LaneId(in.id()), new ItemId(in.id()), in.number());
  }

  void deleteReference(long bucket, long position) {
    decisions.delete(RowKey.bucket(ring, bucket, position));
  }

  /** The floor's bucket has nothing left. */
  void raiseFloor(boolean hadReferences) {
    if (hadReferences) {
      decisions.delete(RowKey.bucketHead(ring, floor));
    }
    floor++;
    if (persistedFloor != NONE && (hadReferences || floor - persistedFloor >= MAX_FLOOR_LAG)) {
      persistFloor();
    }
  }

  private void persistFloor() {
    persistedFloor = floor;
    decisions.put(RowKey.floor(ring), new RowWriter(VERSION, 12).number(floor).row());
  }
}
