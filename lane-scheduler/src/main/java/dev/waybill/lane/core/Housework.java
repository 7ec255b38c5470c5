package dev.waybill.lane.core;

import dev.waybill.lane.core.Chores.Chore;
import dev.waybill.lane.core.ItemFlow.Open;
import dev.waybill.lane.core.StateRow.Phase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What time and earlier steps have left to do, a bounded part of it at each step. */
final class Housework {
  private static final byte[] NO_NOTE = {};

  /** The kind and the lane, which all keys of a lane's states begin with. */
  private static final int PREFIX_BYTES = 17;

  /** An attempt in flight ends as it ends; what comes back after its deadline ends soon. */
  private static final long LOOK_AGAIN_MILLIS = 5_000;

  private final Stores stores;
  private final ItemFlow flow;
  private final Readiness readiness;
  private final Commands commands;
  private final int budget;

  Housework(Stores stores, ItemFlow flow, Readiness readiness, Commands commands, int stepBudget) {
    this.stores = stores;
    this.flow = flow;
    this.readiness = readiness;
    this.commands = commands;
    this.budget = stepBudget;
  }

  /** Timers of items. */
  void tick(long now) {
    stores.retries.tick(now, budget, due -> retryDue(due, now));
    stores.deadlines.tick(now, budget, due -> deadlineDue(due, now));
    stores.expiry.tick(
        now,
        budget,
        due -> {
          flow.forget(due);
          commands.forgetEarly(due);
        });
  }

  private void retryDue(TimerBuckets.Reference due, long now) {
    Lane lane = stores.lanes.find(due.lane());
    StateRow state = stores.items.state(due.lane(), due.item());
    if (lane == null
        || state == null
        || state.phase() != Phase.BACKING_OFF
        || state.at() != due.due()) {
      return;
    }
    flow.leavePhase(lane, Phase.BACKING_OFF);
    flow.comeBack(new Open(lane, stores.items.item(lane.id, due.item()), state));
    readiness.review(lane, now);
  }

  private void deadlineDue(TimerBuckets.Reference due, long now) {
    Lane lane = stores.lanes.find(due.lane());
    StateRow state = stores.items.state(due.lane(), due.item());
    if (lane == null || state == null || state.phase() == Phase.ENDED) {
      return;
    }
    Item item = stores.items.item(lane.id, due.item());
    if (state.phase() == Phase.IN_FLIGHT) {
      stores.deadlines.add(lane.id, item.id(), now + LOOK_AGAIN_MILLIS);
    } else if (ItemFlow.deadline(item) > now) {
      flow.arm(item, now);
    } else {
      Ending ending = new Ending(Ending.Kind.EXPIRED, "expired before its next attempt");
      flow.end(new Open(lane, item, state), ending, NO_NOTE, now);
      readiness.review(lane, now);
    }
  }

  /** Chores, as many as the budget allows; each is worth as much as the items that it touches. */
  void chores(long now) {
    int left = budget;
    while (left > 0 && !stores.chores.isEmpty()) {
      Chore chore = stores.chores.take();
      if (chore != null) {
        left -= work(chore, left, now);
      }
    }
  }

  private int work(Chore chore, int most, long now) {
    return switch (chore) {
      case Chore.HandKeyOn(LaneId id, String key) -> handKeyOn(id, key, most, now);
      case Chore.WakeWaiters waiters -> wake(waiters, most, now);
      case Chore.Wake(LaneId id, ItemId item) -> {
        wake(id, item, now);
        yield 1;
      }
      case Chore.DrainLane(LaneId id, ItemId after) -> drain(id, after, most, now);
    };
  }

  private int handKeyOn(LaneId id, String key, int most, long now) {
    KeyChains.Next next = stores.chains.handOn(id, key, most);
    Lane lane = stores.lanes.find(id);
    if (next instanceof KeyChains.Next.Later) {
      stores.chores.add(new Chore.HandKeyOn(id, key)); // Also of a lane that is no more.
    } else if (lane != null) {
      flow.goOn(lane, key, next);
      readiness.review(lane, now);
    }
    return most;
  }

  private void wake(LaneId id, ItemId item, long now) {
    Lane lane = stores.lanes.find(id);
    if (lane != null) {
      flow.wake(lane, item, now);
      readiness.review(lane, now);
    }
  }

  private int wake(Chore.WakeWaiters waiters, int most, long now) {
    long end = Math.min(waiters.to(), waiters.from() + most);
    for (long position = waiters.from(); position < end; position++) {
      ItemId waiter = stores.references.take(waiters.lane(), waiters.item(), position);
      wake(waiters.lane(), waiter, now);
    }
    if (end < waiters.to()) {
      stores.chores.add(new Chore.WakeWaiters(waiters.lane(), waiters.item(), end, waiters.to()));
    }
    return (int) Math.max(1, end - waiters.from());
  }

  private int drain(LaneId id, @Nullable ItemId after, int most, long now) {
    Lane lane = stores.lanes.find(id);
    if (lane == null || !lane.removed) {
      return 1;
    }
    RowKey from = after == null ? RowKey.beforeStates(id) : RowKey.state(id, after);
    List<byte[]> keys = stores.rows.keysAfter(from, PREFIX_BYTES, most);
    ItemId last = after;
    for (byte[] key : keys) {
      last = RowKey.itemOfState(key);
      endWithLane(lane, last, now);
    }
    if (keys.size() == most) {
      stores.chores.add(new Chore.DrainLane(id, last));
    }
    readiness.review(lane, now);
    return Math.max(1, keys.size());
  }

  private void endWithLane(Lane lane, ItemId id, long now) {
    StateRow state = stores.items.state(lane.id, id);
    if (state != null && state.phase() != Phase.ENDED && state.phase() != Phase.IN_FLIGHT) {
      Ending ending = new Ending(Ending.Kind.LANE_REMOVED, "the lane was removed");
      flow.end(new Open(lane, stores.items.item(lane.id, id), state), ending, NO_NOTE, now);
    }
  }
}
