package dev.waybill.lane.core;

import dev.waybill.lane.core.StateRow.Phase;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Order per key: one unfinished item holds the key, the others wait in a chain behind it, outside
 * of the rings. So nothing that is held back is ever looked at by a dispatch, and a retry keeps its
 * key. A link whose item has ended while it was held is stale and is skipped.
 */
final class KeyChains {
  /** The item got the key. */
  static final long HOLDS = -1;

  /** No item's own key: {@link Placement} refuses the character it begins with. */
  private static final String WHOLE_LANE = "\0lane";

  /** A place before all others, of those whose place was not written down. */
  private static final long AT_ONCE = Long.MIN_VALUE;

  /** Of a key that is being handed on over many stale links. */
  private static final ItemId NOBODY = new ItemId(new UUID(0, 0));

  private static final int KEY_VERSION = 1;
  private static final int CHAIN_VERSION = 2;
  private static final int OLDEST_CHAIN_VERSION = 1;
  private static final int SIZE = 40;

  private final Rows rows;
  private final Decisions decisions;
  private final ItemRows items;

  KeyChains(Rows rows, Decisions decisions, ItemRows items) {
    this.rows = rows;
    this.decisions = decisions;
    this.items = items;
  }

  private record Key(ItemId holder, long head, long tail) {
    byte[] encode() {
      return new RowWriter(KEY_VERSION, SIZE).id(holder.value()).number(head).number(tail).row();
    }

    static Key decode(byte[] row) {
      RowReader in = new RowReader(row, KEY_VERSION);
      return new Key(new ItemId(in.id()), in.number(), in.number());
    }
  }

  /** Who has a key after it was handed on. */
  sealed interface Next {
    /** The key is free. */
    record Nobody() implements Next {}

    /** This item, which was held, goes on to the place that it would have in its ring. */
    record Goes(ItemId item, long place) implements Next {}

    /** Not known yet: {@link #handOn} goes on at another step. */
    record Later() implements Next {}
  }

  private static final Next NOBODY_NEXT = new Next.Nobody();
  private static final Next LATER = new Next.Later();

  /** The text that an item is ordered by, empty for nothing. */
  static String key(Item item, Ordering ordering) {
    return switch (ordering) {
      case PER_KEY -> item.placement().orderKey();
      case STRICT -> WHOLE_LANE;
      case NONE -> "";
    };
  }

  /** Whether an unfinished item has the key. */
  boolean isTaken(LaneId lane, String text) {
    return !text.isEmpty() && find(lane, text) != null;
  }

  /**
   * Takes the key, {@link #HOLDS}, or goes to the end of its chain; the position there.
   *
   * @param place where it would stand in its ring
   */
  long acquire(LaneId lane, ItemId item, String text, long place) {
    if (text.isEmpty()) {
      return HOLDS;
    }
    Key key = find(lane, text);
    if (key == null) {
      put(lane, text, new Key(item, 0, 0));
      return HOLDS;
    }
    byte[] row = new RowWriter(CHAIN_VERSION, SIZE).id(item.value()).number(place).row();
    decisions.put(RowKey.chain(lane, text, key.tail()), row);
    put(lane, text, new Key(key.holder(), key.head(), key.tail() + 1));
    return key.tail();
  }

  /** The holder has ended; what comes of the key, as far as at most {@code budget} links tell. */
  Next release(LaneId lane, ItemId item, String text, int budget) {
    Key key = find(lane, text);
    if (key == null || !key.holder().equals(item)) {
      throw new IllegalStateException("item " + item + " ended without holding its order key");
    }
    return handOn(lane, text, key, budget);
  }

  /** Goes on with a key that {@link Next.Later} was said of. */
  Next handOn(LaneId lane, String text, int budget) {
    Key key = find(lane, text);
    return key == null || !key.holder().equals(NOBODY)
        ? NOBODY_NEXT
        : handOn(lane, text, key, budget);
  }

  private Next handOn(LaneId lane, String text, Key key, int budget) {
    long end = Math.min(key.tail(), key.head() + budget);
    for (long position = key.head(); position < end; position++) {
      Next.Goes next = take(lane, text, position);
      StateRow state = items.state(lane, next.item());
      if (state != null && state.phase() == Phase.HELD && state.at() == position) {
        put(lane, text, new Key(next.item(), position + 1, key.tail()));
        return next;
      }
    }
    if (end < key.tail()) {
      put(lane, text, new Key(NOBODY, end, key.tail()));
      return LATER;
    }
    decisions.delete(RowKey.key(lane, text));
    return NOBODY_NEXT;
  }

  private Next.Goes take(LaneId lane, String text, long position) {
    RowKey link = RowKey.chain(lane, text, position);
    byte[] row = rows.get(link);
    if (row == null) {
      throw new IllegalStateException("hole in the chain of an order key in lane " + lane);
    }
    decisions.delete(link);
    RowReader in = new RowReader(row, OLDEST_CHAIN_VERSION, CHAIN_VERSION);
    ItemId item = new ItemId(in.id());
    return new Next.Goes(item, in.version() == OLDEST_CHAIN_VERSION ? AT_ONCE : in.number());
  }

  private @Nullable Key find(LaneId lane, String text) {
    byte[] row = rows.get(RowKey.key(lane, text));
    return row == null ? null : Key.decode(row);
  }

  private void put(LaneId lane, String text, Key key) {
    decisions.put(RowKey.key(lane, text), key.encode());
  }
}
