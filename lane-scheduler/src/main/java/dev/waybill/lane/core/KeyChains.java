package dev.waybill.lane.core;

import org.jspecify.annotations.Nullable;

/**
 * Order per key: one unfinished item holds the key, the others wait in a chain behind it, outside
 * of the rings. So nothing that is held back is ever looked at by a dispatch, and a retry keeps its
 * key.
 */
final class KeyChains {
  /** No item's own key: {@link Placement} refuses the character it begins with. */
  private static final String WHOLE_LANE = "\0lane";

  private static final int KEY_VERSION = 1;
  private static final int CHAIN_VERSION = 1;
  private static final int SIZE = 24;

  private final Rows rows;
  private final Decisions decisions;

  KeyChains(Rows rows, Decisions decisions) {
    this.rows = rows;
    this.decisions = decisions;
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

  /** Takes the key or goes to the end of its chain; true if the item may go on. */
  boolean acquire(Item item, Ordering ordering) {
    String text = key(item, ordering);
    if (text.isEmpty()) {
      return true;
    }
    Key key = find(item.lane(), text);
    if (key == null) {
      put(item.lane(), text, new Key(item.id(), 0, 0));
      return true;
    }
    byte[] row = new RowWriter(CHAIN_VERSION, SIZE).id(item.id().value()).row();
    decisions.put(RowKey.chain(item.lane(), text, key.tail()), row);
    put(item.lane(), text, new Key(key.holder(), key.head(), key.tail() + 1));
    return false;
  }

  /** The holder has ended; the next of the chain, which holds the key now, or null. */
  @Nullable ItemId release(Item item, Ordering ordering) {
    String text = key(item, ordering);
    if (text.isEmpty()) {
      return null;
    }
    Key key = find(item.lane(), text);
    if (key == null || !key.holder().equals(item.id())) {
      throw new IllegalStateException("item " + item.id() + " ended without holding its order key");
    }
    if (key.head() == key.tail()) {
      decisions.delete(RowKey.key(item.lane(), text));
      return null;
    }
    RowKey link = RowKey.chain(item.lane(), text, key.head());
    byte[] row = rows.get(link);
    if (row == null) {
      throw new IllegalStateException("hole in the chain of an order key in lane " + item.lane());
    }
    ItemId next = new ItemId(new RowReader(row, CHAIN_VERSION).id());
    decisions.delete(link);
    put(item.lane(), text, new Key(next, key.head() + 1, key.tail()));
    return next;
  }

  private @Nullable Key find(LaneId lane, String text) {
    byte[] row = rows.get(RowKey.key(lane, text));
    return row == null ? null : Key.decode(row);
  }

  private void put(LaneId lane, String text, Key key) {
    decisions.put(RowKey.key(lane, text), key.encode());
  }

  private static String key(Item item, Ordering ordering) {
    return switch (ordering) {
      case PER_KEY -> item.placement().orderKey();
      case STRICT -> WHOLE_LANE;
      case NONE -> "";
    };
  }
}
