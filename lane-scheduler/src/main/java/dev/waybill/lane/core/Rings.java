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
 *
 * <p>Many may have been kept out at one place. So that none of them passes the others again and
 * again, each reference has an <em>order</em>: that of what stood in the ring at once is {@code 2 ·
 * position + 1}, that of what was kept out {@code 2 · place}, and among equals the first to be let
 * in goes first. A ring is sorted by it but for what came back to its front, which is about to go.
 */
final class Rings {
  /** The ring of express items; the others have the codes of their priorities. */
  static final int EXPRESS = Priority.count();

  static final int COUNT = EXPRESS + 1;

  private static final int VERSION = 3;
  private static final int VERSION_WITHOUT_ORDER = 2;
  private static final int VERSION_WITHOUT_ASIDE = 1;
  private static final int ASIDE_VERSION = 1;
  private static final int SIZE = 28;
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
   *
   * @param order see {@link Rings}
   */
  record Reference(ItemId item, long aside, long asideEnd, long order) {
    boolean hasAside() {
      return aside < asideEnd;
    }

    Reference aside(long first, long end) {
      return new Reference(item, first, end, order);
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
    long order = 2 * Math.max(place, Long.MIN_VALUE / 2);
    long position = firstBehind(lane, ring, Math.max(place, lane.ringHead[ring]), order);
    if (position >= lane.ringTail[ring]) {
      return append(lane, item, ring, order);
    }
    Reference there = at(lane, ring, position);
    if (there == null || (position == lane.ringHead[ring] && !there.hasAside())) {
      return prepend(lane, item, ring, order);
    }
    byte[] row = new RowWriter(ASIDE_VERSION, SIZE).id(item.id().value()).row();
    decisions.put(RowKey.aside(lane.id, ring, position, there.asideEnd()), row);
    put(lane, ring, position, there.aside(there.aside(), there.asideEnd() + 1));
    return position;
  }

  /**
   * The first position, from one on, of what goes after an order; the tail if there is none. It is
   * the first looked at unless others were let in before it, and then found by halving.
   */
  private long firstBehind(Lane lane, int ring, long from, long order) {
    long tail = lane.ringTail[ring];
    if (from >= tail || goesAfter(lane, ring, from, order)) {
      return from;
    }
    long before = from;
    long step = 1;
    while (before + step < tail && !goesAfter(lane, ring, before + step, order)) {
      before += step;
      step *= 2;
    }
    long behind = Math.min(before + step, tail);
    while (before + 1 < behind) {
      long middle = before + (behind - before) / 2;
      if (goesAfter(lane, ring, middle, order)) {
        behind = middle;
      } else {
        before = middle;
      }
    }
    return behind;
  }

  private boolean goesAfter(Lane lane, int ring, long position, long order) {
    Reference there = at(lane, ring, position);
    return there == null || there.order() > order;
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
    put(lane, ring, position, front.aside(front.aside() + 1, front.asideEnd()));
    return new ItemId(new RowReader(row, ASIDE_VERSION).id());
  }

  /** Appends; the position is the state's. */
  long pushTail(Lane lane, Item item, int ring) {
    return append(lane, item, ring, inTurn(lane.ringTail[ring]));
  }

  private long append(Lane lane, Item item, int ring, long order) {
    if (isEmpty(lane, ring)) {
      newFront(lane, ring);
    }
    return put(lane, ring, lane.ringTail[ring]++, new Reference(item.id(), 0, 0, order));
  }

  /** Puts in front; the position is the state's. */
  long pushFront(Lane lane, Item item, int ring) {
    return prepend(lane, item, ring, inTurn(lane.ringHead[ring] - 1));
  }

  private long prepend(Lane lane, Item item, int ring, long order) {
    newFront(lane, ring);
    return put(lane, ring, --lane.ringHead[ring], new Reference(item.id(), 0, 0, order));
  }

  private static long inTurn(long position) {
    return 2 * position + 1;
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
            .number(reference.order())
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
    RowReader in = new RowReader(row, VERSION_WITHOUT_ASIDE, VERSION);
    ItemId item = new ItemId(in.id());
    if (in.version() == VERSION_WITHOUT_ASIDE) {
      return new Reference(item, 0, 0, inTurn(position));
    }
    long aside = in.number();
    long asideEnd = in.number();
    long order = in.version() == VERSION_WITHOUT_ORDER ? inTurn(position) : in.number();
    return new Reference(item, aside, asideEnd, order);
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
