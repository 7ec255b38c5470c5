package dev.waybill.lane.core;

import dev.waybill.lane.core.ItemFlow.Open;
import dev.waybill.lane.core.StateRow.Phase;
import java.time.Instant;

/** What people ask of single items. */
final class Commands {
  private static final int EARLY_VERSION = 1;
  private static final int SIZE = 16;

  /** What came before its item, as bits. */
  private static final int CANCEL = 1;

  private static final int EXPEDITE = 2;

  /**
   * Commands of one lane that are kept at the same time: far more than anybody means, for anybody
   * can name items that never come.
   */
  private static final int MOST_EARLY = 100_000;

  private static final byte[] NO_NOTE = {};
  private static final Ending CANCELLED =
      new Ending(Ending.Kind.CANCELLED, "cancelled before its next attempt");

  private final Stores stores;
  private final ItemFlow flow;
  private final Readiness readiness;
  private final long earlyMillis;

  Commands(Stores stores, ItemFlow flow, Readiness readiness, EngineSettings settings) {
    this.stores = stores;
    this.flow = flow;
    this.readiness = readiness;
    this.earlyMillis = settings.waits().earlyCommands().toMillis();
  }

  void cancel(LaneId laneId, ItemId id, long now) {
    Lane lane = stores.lanes.find(laneId);
    StateRow state = stores.items.state(laneId, id);
    if (state == null) {
      keep(laneId, id, CANCEL, now);
    } else if (lane != null && state.phase() == Phase.IN_FLIGHT) {
      stores.items.putState(laneId, id, state.with(StateRow.CANCEL_ASKED));
    } else if (lane != null && state.phase() != Phase.ENDED) {
      flow.end(new Open(lane, stores.items.item(laneId, id), state), CANCELLED, NO_NOTE, now);
      readiness.review(lane, now);
    }
  }

  void expedite(LaneId laneId, ItemId id, long now) {
    Lane lane = stores.lanes.find(laneId);
    StateRow state = stores.items.state(laneId, id);
    if (state == null) {
      keep(laneId, id, EXPEDITE, now);
      return;
    }
    if (lane == null) {
      return;
    }
    // What waits for its order or a reference cannot go yet, and what is in flight or ended has.
    if (state.phase() == Phase.BACKING_OFF) {
      flow.leavePhase(lane, Phase.BACKING_OFF);
    } else if (state.phase() != Phase.READY || state.ring() == Rings.EXPRESS) {
      return;
    }
    Open open = new Open(lane, stores.items.item(laneId, id), state);
    flow.bringToFront(open, Priority.HIGH.code());
    readiness.review(lane, now);
  }

  void retry(LaneId laneId, ItemId id, int run, long now) {
    Lane lane = stores.lanes.find(laneId);
    StateRow state = stores.items.state(laneId, id);
    if (lane == null
        || lane.removed
        || state == null
        || state.phase() != Phase.ENDED
        || state.ending() == Ending.Kind.SUCCEEDED
        || state.run() != run
        || !stores.items.hasItem(laneId, id)) {
      return;
    }
    Item before = stores.items.item(laneId, id);
    boolean isOver = before.expiresAt().toEpochMilli() <= now;
    Item item =
        before
            .again(Instant.ofEpochMilli(now), isOver ? Item.NEVER : before.expiresAt())
            .placed(withoutHaste(before.placement()));
    flow.runAgain(lane, stores.references.settled(item), state, now);
    readiness.review(lane, now);
  }

  /** Nobody waits for the end of another run. */
  private static Placement withoutHaste(Placement placement) {
    return new Placement(
        placement.priority(),
        placement.orderKey(),
        placement.requiredVersion(),
        placement.references(),
        null);
  }

  private void keep(LaneId lane, ItemId item, int command, long now) {
    int known = early(lane, item);
    // Of a lane that is not known yet, too: commands are read before what makes it known.
    Lane opened = stores.lanes.open(lane);
    if ((known & command) != 0 || opened.early >= MOST_EARLY) {
      return;
    }
    byte[] row = new RowWriter(EARLY_VERSION, SIZE).number(known | command).row();
    stores.decisions.put(RowKey.early(lane, item), row);
    if (known == 0) {
      opened.early++;
      stores.lanes.changed(opened);
      stores.expiry.add(lane, item, now + earlyMillis);
    }
  }

  private int early(LaneId lane, ItemId item) {
    byte[] row = stores.rows.get(RowKey.early(lane, item));
    return row == null ? 0 : new RowReader(row, EARLY_VERSION).smallNumber();
  }

  /** Applies what came before the item that has just come in. */
  void applyEarly(LaneId lane, ItemId item, long now) {
    int known = takeEarly(lane, item);
    if ((known & EXPEDITE) != 0) {
      expedite(lane, item, now);
    }
    if ((known & CANCEL) != 0) {
      cancel(lane, item, now);
    }
  }

  /** The item did not come in time. */
  void forgetEarly(TimerBuckets.Reference reference) {
    takeEarly(reference.lane(), reference.item());
  }

  private int takeEarly(LaneId laneId, ItemId item) {
    Lane lane = stores.lanes.find(laneId);
    int known = lane == null || lane.early == 0 ? 0 : early(laneId, item);
    if (lane != null && known != 0) {
      stores.decisions.delete(RowKey.early(laneId, item));
      lane.early--;
      stores.lanes.changed(lane);
    }
    return known;
  }
}
