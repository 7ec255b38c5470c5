package dev.waybill.lane.core;

import org.jspecify.annotations.Nullable;

/**
 * The rings of references in which ready items wait: in each lane one per priority, and one for
 * express items. Positions are signed: arrivals go to the tail, what comes back goes in front of
 * the head. A reference whose item has moved on is stale and is skipped.
 *
 * <p>What is kept out of its ring on arrival, for its order key or a reference, remembers the place
 * that it would have had: the position that was free then. When it may go it is put aside at that
 * place, and goes before what stands there. So it waits once, not twice, and costs those who stand
 * in the ring nothing for as long as it is kept out.
 */
final class Rings {
  /** The ring of express items; the others have the codes of their priorities. */
  static final int EXPRESS = Priority.count();

  static final int COUNT = EXPRESS + 1;

  private static final int VERSION = 2;
  private static final int OLDEST_VERSION = 1;
  private static final int ASIDE_VERSION = 1;
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
   * A reference, and the numbers of those that were put aside before it: the first that is left,
   * and the next that is free.
   */
  record Reference(ItemId item, long aside, long asideEnd) {
    boolean hasAside() {
      return aside < asideEnd;
    }
  }

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

  /** Where an item that arrives now stands in its ring, or would. */
  static long place(Lane lane, Item item) {
    return lane.ringTail[of(item)];
  }

  /** Puts the item where it would stand had it not been kept out; the position is the state's. */
  long pushAt(Lane lane, Item item, long place) {
    int ring = of(item);
    if (place >= lane.ringTail[ring]) {
      return pushTail(lane, item, ring);
    }
    Reference there = place <= lane.ringHead[ring] ? null : at(lane, ring, place);
    if (there == null) {
      return pushFront(lane, item, ring);
    }
    byte[] row = new RowWriter(ASIDE_VERSION, SIZE).id(item.id().value()).row();
    decisions.put(RowKey.aside(lane.id, ring, place, there.asideEnd()), row);
    put(lane, ring, place, new Reference(there.item(), there.aside(), there.asideEnd() + 1));
    return place;
  }

  /** Takes the first of those who were put aside before the front, which is not alone there. */
  ItemId takeAside(Lane lane, int ring, Reference front) {
    long position = lane.ringHead[ring];
    RowKey key = RowKey.aside(lane.id, ring, position, front.aside());
    byte[] row = rows.get(key);
    if (row == null) {
      throw new IllegalStateException("hole before a place of a ring in lane " + lane.id);
    }
    decisions.delete(key);
    put(lane, ring, position, new Reference(front.item(), front.aside() + 1, front.asideEnd()));
    return new ItemId(new RowReader(row, ASIDE_VERSION).id());
  }

  /** Appends; the position is the state's. */
  long pushTail(Lane lane, Item item, int ring) {
    if (isEmpty(lane, ring)) {
      newFront(lane, ring);
    }
    return put(lane, ring, lane.ringTail[ring]++, new Reference(item.id(), 0, 0));
  }

  /** Puts in front; the position is the state's. */
  long pushFront(Lane lane, Item item, int ring) {
    newFront(lane, ring);
    return put(lane, ring, --lane.ringHead[ring], new Reference(item.id(), 0, 0));
  }

  private static void newFront(Lane lane, int ring) {
    lane.frontExpiry = 0;
    if (ring == EXPRESS) {
      lane.expressBlockedUntil = 0;
    } else {
      lane.blockedUntil = 0;
    }
  }

  private long put(Lane lane, int ring, long position, Reference reference) {
    byte[] row =
        new RowWriter(VERSION, SIZE)
            .id(reference.item().value())
            .number(reference.aside())
            .number(reference.asideEnd())
            .row();
    decisions.put(RowKey.ring(lane.id, ring, position), row);
    lanes.changed(lane);
    return position;
  }

  /** The reference at the front, null if the ring is empty or its front is a hole. */
  @Nullable Reference front(Lane lane, int ring) {
    return isEmpty(lane, ring) ? null : at(lane, ring, lane.ringHead[ring]);
  }

  private @Nullable Reference at(Lane lane, int ring, long position) {
    byte[] row = rows.get(RowKey.ring(lane.id, ring, position));
    if (row == null) {
      return null;
    }
    RowReader in = new RowReader(row, OLDEST_VERSION, VERSION);
    ItemId item = new ItemId(in.id());
    return in.version() == OLDEST_VERSION
        ? new Reference(item, 0, 0)
        : new Reference(item, in.number(), in.number());
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
