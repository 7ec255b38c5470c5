package dev.waybill.lane.core;

import org.jspecify.annotations.Nullable;

/**
 * The rings of references in which ready items wait: in each lane one per priority, and one for
 * express items. Positions are signed: arrivals go to the tail, what comes back goes in front of
 * the head. A reference whose item has moved on is stale and is skipped.
 */
final class Rings {
  /** The ring of express items; the others have the codes of their priorities. */
  static final int EXPRESS = Priority.count();

  static final int COUNT = EXPRESS + 1;

  private static final int VERSION = 1;
  private static final int SIZE = 24;
  private static final int NORMAL_EVERY = 4;
  private static final int LOW_EVERY = 16;

  private static final int HIGH = Priority.HIGH.code();
  private static final int NORMAL = Priority.NORMAL.code();
  private static final int LOW = Priority.LOW.code();
  private static final int[] BY_URGENCY = {EXPRESS, HIGH, NORMAL, LOW};
  private static final int[] NORMAL_FIRST = {EXPRESS, NORMAL, HIGH, LOW};
  private static final int[] LOW_FIRST = {EXPRESS, LOW, HIGH, NORMAL};

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

  /** The ring that an item belongs to. */
  static int of(Item item) {
    return item.placement().isExpress() ? EXPRESS : item.placement().priority().code();
  }

  /**
   * The rings in the order in which the lane's next dispatch looks at them: by urgency, but every
   * sixteenth begins with low and every fourth other with normal priority, so that none starves.
   */
  static int[] order(Lane lane) {
    long turn = lane.turn;
    if (turn % LOW_EVERY == LOW_EVERY - 1) {
      return LOW_FIRST;
    }
    return turn % NORMAL_EVERY == NORMAL_EVERY - 1 ? NORMAL_FIRST : BY_URGENCY;
  }

  /** Appends; the position is the state's. */
  long pushTail(Lane lane, Item item, int ring) {
    if (isEmpty(lane, ring)) {
      newFront(lane, ring);
    }
    return put(lane, item, ring, lane.ringTail[ring]++);
  }

  /** Puts in front; the position is the state's. */
  long pushFront(Lane lane, Item item, int ring) {
    newFront(lane, ring);
    return put(lane, item, ring, --lane.ringHead[ring]);
  }

  private static void newFront(Lane lane, int ring) {
    lane.frontExpiry = 0;
    if (ring == EXPRESS) {
      lane.expressBlockedUntil = 0;
    } else {
      lane.blockedUntil = 0;
    }
  }

  private long put(Lane lane, Item item, int ring, long position) {
    byte[] row =
        new RowWriter(VERSION, SIZE)
            .id(item.id().value())
            .number(item.arrivedAt().toEpochMilli())
            .row();
    decisions.put(RowKey.ring(lane.id, ring, position), row);
    lanes.changed(lane);
    return position;
  }

  /** The reference at the front, null if the ring is empty or its front is a hole. */
  @Nullable Reference front(Lane lane, int ring) {
    if (isEmpty(lane, ring)) {
      return null;
    }
    byte[] row = rows.get(RowKey.ring(lane.id, ring, lane.ringHead[ring]));
    if (row == null) {
      return null;
    }
    RowReader in = new RowReader(row, VERSION);
    return new Reference(new ItemId(in.id()), in.number());
  }

  static boolean isEmpty(Lane lane, int ring) {
    return lane.ringHead[ring] == lane.ringTail[ring];
  }

  void dropFront(Lane lane, int ring) {
    decisions.delete(RowKey.ring(lane.id, ring, lane.ringHead[ring]++));
    lane.frontExpiry = 0;
    lanes.changed(lane);
  }
}
