package dev.waybill.lane.core;

import org.jspecify.annotations.Nullable;

/**
 * The rings of references in which ready items wait, one per lane and priority. Positions are
 * signed: arrivals go to the tail, what comes back goes in front of the head. A reference whose
 * item has moved on is stale and is skipped.
 */
final class Rings {
  private static final int VERSION = 1;
  private static final int SIZE = 24;

  private final Rows rows;
  private final Decisions decisions;
  private final Lanes lanes;

  Rings(Rows rows, Decisions decisions, Lanes lanes) {
    this.rows = rows;
    this.decisions = decisions;
    this.lanes = lanes;
  }

  /**
   * A reference, with the item's arrival so that the front can be compared without reading the
   * item.
   */
  record Reference(ItemId item, long arrivedAt) {}

  /** Appends; the position is the state's. */
  long pushTail(Lane lane, Item item) {
    int ring = item.placement().priority().code();
    if (lane.ringHead[ring] == lane.ringTail[ring]) {
      lane.blockedUntil = 0;
    }
    return put(lane, item, lane.ringTail[ring]++);
  }

  /** Puts in front; the position is the state's. */
  long pushFront(Lane lane, Item item) {
    lane.blockedUntil = 0;
    return put(lane, item, --lane.ringHead[item.placement().priority().code()]);
  }

  private long put(Lane lane, Item item, long position) {
    byte[] row =
        new RowWriter(VERSION, SIZE)
            .id(item.id().value())
            .number(item.arrivedAt().toEpochMilli())
            .row();
    decisions.put(RowKey.ring(lane.id, item.placement().priority(), position), row);
    lanes.changed(lane);
    return position;
  }

  /** The reference at the front, null if the ring is empty or its front is a hole. */
  @Nullable Reference front(Lane lane, Priority priority) {
    long position = lane.ringHead[priority.code()];
    if (position == lane.ringTail[priority.code()]) {
      return null;
    }
    byte[] row = rows.get(RowKey.ring(lane.id, priority, position));
    if (row == null) {
      return null;
    }
    RowReader in = new RowReader(row, VERSION);
    return new Reference(new ItemId(in.id()), in.number());
  }

  boolean isEmpty(Lane lane, Priority priority) {
    return lane.ringHead[priority.code()] == lane.ringTail[priority.code()];
  }

  long frontPosition(Lane lane, Priority priority) {
    return lane.ringHead[priority.code()];
  }

  void dropFront(Lane lane, Priority priority) {
    decisions.delete(RowKey.ring(lane.id, priority, lane.ringHead[priority.code()]++));
    lanes.changed(lane);
  }
}
