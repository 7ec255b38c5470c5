package dev.waybill.lane.core;

import dev.waybill.lane.core.StateRow.Phase;
import java.util.ArrayList;
import java.util.List;

/**
 * Items that wait for the end of an item that they refer to. They hold their order key meanwhile.
 *
 * <p>There are no cycles: an item refers to a run that had begun when it came in itself, and holds
 * nothing that an earlier one could want.
 */
final class References {
  private static final int COUNT_VERSION = 1;
  private static final int WAITER_VERSION = 1;
  private static final int SIZE = 24;

  private final Rows rows;
  private final Decisions decisions;
  private final ItemRows items;

  References(Rows rows, Decisions decisions, ItemRows items) {
    this.rows = rows;
    this.decisions = decisions;
    this.items = items;
  }

  /** How far the items are that one refers to. */
  sealed interface Standing {
    /** All have succeeded. */
    record Met() implements Standing {}

    /** This one has not ended. */
    record Open(ItemId item) implements Standing {}

    /** This one ended otherwise. */
    record Failed(ItemId item) implements Standing {}
  }

  private static final Standing MET = new Standing.Met();

  /** The item with its references settled: the runs known now, without what is not known. */
  Item settled(Item item) {
    List<Reference> asked = item.placement().references();
    if (asked.isEmpty()) {
      return item;
    }
    List<Reference> settled = new ArrayList<>(asked.size());
    for (Reference reference : asked) {
      StateRow state = items.state(item.lane(), reference.item());
      if (state != null && !reference.item().equals(item.id())) {
        settled.add(new Reference(reference.item(), state.run()));
      }
    }
    return item.placed(item.placement().after(settled));
  }

  /** Where the item's references stand. One that was forgotten had ended long ago. */
  Standing standing(Item item) {
    for (Reference reference : item.placement().references()) {
      StateRow state = items.state(item.lane(), reference.item());
      if (state == null) {
        continue;
      }
      if (state.run() != reference.run()) {
        return new Standing.Failed(reference.item());
      }
      if (state.phase() != Phase.ENDED) {
        return new Standing.Open(reference.item());
      }
      if (state.ending() != Ending.Kind.SUCCEEDED) {
        return new Standing.Failed(reference.item());
      }
    }
    return MET;
  }

  /** Notes that the item is to be looked at again when the other has ended. */
  void await(LaneId lane, ItemId waiter, ItemId other) {
    StateRow state = items.state(lane, other);
    if (state == null) {
      throw new IllegalStateException("item " + waiter + " waits for nothing known");
    }
    Span span = span(lane, other);
    decisions.put(
        RowKey.waiter(lane, other, span.end()),
        new RowWriter(WAITER_VERSION, SIZE).id(waiter.value()).row());
    put(lane, other, new Span(span.first(), span.end() + 1));
    items.putState(lane, other, state.with(StateRow.AWAITED));
  }

  /** Of those who wait for an item, the first that was not taken out, and the first free. */
  record Span(long first, long end) {
    static final Span EMPTY = new Span(0, 0);
  }

  Span span(LaneId lane, ItemId other) {
    byte[] row = rows.get(RowKey.waiters(lane, other));
    if (row == null) {
      return Span.EMPTY;
    }
    RowReader in = new RowReader(row, COUNT_VERSION);
    return new Span(in.number(), in.number());
  }

  /**
   * Takes those who wait now together, for a chore. The row stays for as long as the item is
   * remembered: who comes later waits for a later run, behind them.
   */
  Span claim(LaneId lane, ItemId other) {
    Span span = span(lane, other);
    if (span.first() < span.end()) {
      put(lane, other, new Span(span.end(), span.end()));
    }
    return span;
  }

  private void put(LaneId lane, ItemId other, Span span) {
    byte[] row = new RowWriter(COUNT_VERSION, SIZE).number(span.first()).number(span.end()).row();
    decisions.put(RowKey.waiters(lane, other), row);
  }

  /** Takes one of them out. */
  ItemId take(LaneId lane, ItemId other, long position) {
    RowKey key = RowKey.waiter(lane, other, position);
    byte[] row = rows.get(key);
    if (row == null) {
      throw new IllegalStateException("hole in the list of those who wait for item " + other);
    }
    decisions.delete(key);
    return new ItemId(new RowReader(row, WAITER_VERSION).id());
  }

  /** The item is not remembered any more. */
  void forget(LaneId lane, ItemId other) {
    decisions.delete(RowKey.waiters(lane, other));
  }
}
