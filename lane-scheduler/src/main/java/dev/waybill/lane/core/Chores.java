package dev.waybill.lane.core;

import org.jspecify.annotations.Nullable;

/**
 * Work in bulk, as a queue of persisted cursors: each step does a bounded part of it, and what is
 * left goes on at the next, whoever does that one.
 */
final class Chores {
  private static final int QUEUE_VERSION = 1;
  private static final int CHORE_VERSION = 1;
  private static final int SIZE = 64;

  private final Rows rows;
  private final Decisions decisions;
  private long head;
  private long tail;

  Chores(Rows rows, Decisions decisions) {
    this.rows = rows;
    this.decisions = decisions;
  }

  /** One piece of work. */
  sealed interface Chore {
    /** Hand an order key on, over the links of items that have ended. */
    record HandKeyOn(LaneId lane, String key) implements Chore {}

    /** Look at those again who waited for an item, from a position on to before another. */
    record WakeWaiters(LaneId lane, ItemId item, long from, long to) implements Chore {}

    /** Look at an item again that waits for another. */
    record Wake(LaneId lane, ItemId item) implements Chore {}

    /** End what waits in a lane that was removed, from after an item on. */
    record DrainLane(LaneId lane, @Nullable ItemId after) implements Chore {}
  }

  private static final int HAND_KEY_ON = 1;
  private static final int WAKE_WAITERS = 2;
  private static final int DRAIN_LANE = 3;
  private static final int WAKE = 4;

  void restore() {
    byte[] row = rows.get(RowKey.chores());
    if (row != null) {
      RowReader in = new RowReader(row, QUEUE_VERSION);
      head = in.number();
      tail = in.number();
    }
  }

  boolean isEmpty() {
    return head == tail;
  }

  void add(Chore chore) {
    decisions.put(RowKey.chore(tail++), encode(chore));
    persist();
  }

  /** Takes the oldest out. */
  @Nullable Chore take() {
    if (isEmpty()) {
      return null;
    }
    RowKey key = RowKey.chore(head++);
    byte[] row = rows.get(key);
    if (row == null) {
      throw new IllegalStateException("hole in the queue of chores");
    }
    decisions.delete(key);
    persist();
    return decode(row);
  }

  private void persist() {
    if (isEmpty()) {
      decisions.delete(RowKey.chores());
      head = 0;
      tail = 0;
    } else {
      byte[] row = new RowWriter(QUEUE_VERSION, SIZE).number(head).number(tail).row();
      decisions.put(RowKey.chores(), row);
    }
  }

  static byte[] encode(Chore chore) {
    RowWriter out = new RowWriter(CHORE_VERSION, SIZE);
    switch (chore) {
      case Chore.HandKeyOn(LaneId lane, String key) ->
          out.number(HAND_KEY_ON).id(lane.value()).text(key);
      case Chore.WakeWaiters(LaneId lane, ItemId item, long from, long to) ->
          out.number(WAKE_WAITERS).id(lane.value()).id(item.value()).number(from).number(to);
      case Chore.Wake(LaneId lane, ItemId item) ->
          out.number(WAKE).id(lane.value()).id(item.value());
      case Chore.DrainLane(LaneId lane, ItemId after) -> {
        out.number(DRAIN_LANE).id(lane.value()).flag(after != null);
        if (after != null) {
          out.id(after.value());
        }
      }
    }
    return out.row();
  }

  static Chore decode(byte[] row) {
    RowReader in = new RowReader(row, CHORE_VERSION);
    int kind = in.smallNumber();
    LaneId lane = new LaneId(in.id());
    return switch (kind) {
      case HAND_KEY_ON -> new Chore.HandKeyOn(lane, in.text());
      case WAKE_WAITERS ->
          new Chore.WakeWaiters(lane, new ItemId(in.id()), in.number(), in.number());
      case WAKE -> new Chore.Wake(lane, new ItemId(in.id()));
      case DRAIN_LANE -> new Chore.DrainLane(lane, in.flag() ? new ItemId(in.id()) : null);
      default -> throw new IllegalStateException("unknown chore code " + kind);
    };
  }
}
