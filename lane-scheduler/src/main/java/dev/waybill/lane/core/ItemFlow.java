package dev.waybill.lane.core;

import dev.waybill.lane.core.Chores.Chore;
import dev.waybill.lane.core.StateRow.Phase;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How items enter their lane, get to its rings, come back to their front, and leave for good. */
final class ItemFlow {
  private static final byte[] NO_NOTE = {};

  /** A timer that outlives its item is a row that nobody needs: far ones are set again. */
  private static final long LONGEST_TIMER_MILLIS = 86_400_000;

  /** Stale links of a key that are skipped at once; a chore skips the others. */
  private static final int LINKS_AT_ONCE = 16;

  private final Stores stores;
  private final Endings endings;
  private final long maxDepth;
  private long depth;

  ItemFlow(Stores stores, EngineSettings settings) {
    this.stores = stores;
    this.endings = new Endings(stores, settings.waits().dedupe());
    this.maxDepth = settings.protection().maxDepth();
  }

  /** An unfinished item as a step works on it. */
  record Open(Lane lane, Item item, StateRow state) {
    Open in(StateRow next) {
      return new Open(lane, item, next);
    }
  }

  /** Unfinished items of all lanes. */
  long depth() {
    return depth;
  }

  void restored(Lane lane) {
    depth += lane.depth;
  }

  /** Takes the item in, unless its id is known. */
  void arrive(Item asked, long now) {
    if (isDuplicate(asked)) {
      return;
    }
    Lane lane = stores.lanes.open(asked.lane());
    Item item = stores.references.settled(asked);
    Ending refusal = refusal(lane, item, now);
    if (refusal != null) {
      refuse(item, refusal, now);
      return;
    }
    enter(lane, item, StateRow.arrived(lane.ordering), now, true);
    arm(item, now);
  }

  /** Why the item may not enter; null if it may. */
  private @Nullable Ending refusal(Lane lane, Item item, long now) {
    if (lane.depth >= maxDepth) {
      return busy("the lane is full: it has " + maxDepth + " unfinished items");
    }
    if (!item.placement().isExpress()) {
      return null;
    }
    if (stores.chains.isTaken(lane.id, KeyChains.key(item, lane.ordering))) {
      return busy("an unfinished one of the same order is ahead of it");
    }
    if (lane.floorUntil > deadline(item)) {
      return busy("the other side asked not to be called before " + at(lane.floorUntil));
    }
    return switch (Waiting.shut(lane, now)) {
      case PAUSED -> busy("the lane is paused");
      case SUSPENDED -> mayProbe(lane, lane.probeAt, now) ? null : busy("the lane is suspended");
      case BREAKER ->
          mayProbe(lane, lane.openUntil, now) ? null : busy("the other side does not answer");
      default -> null;
    };
  }

  /** A lane that gets nothing but express items has only these to find out with. */
  private static boolean mayProbe(Lane lane, long from, long now) {
    return now >= from && lane.inFlight.isEmpty() && !lane.hasExpress();
  }

  private static Instant at(long millis) {
    return Instant.ofEpochMilli(millis);
  }

  private static Ending busy(String reason) {
    return new Ending(Ending.Kind.BUSY, reason);
  }

  /** Another run of an item that has ended, from the tail of its lane. */
  void runAgain(Lane lane, Item item, StateRow ended, long now) {
    stores.decisions.runAgain(item, ended.run() + 1, Instant.ofEpochMilli(now));
    enter(lane, item, ended.again(lane.ordering), now, false);
    arm(item, now);
  }

  private void enter(Lane lane, Item item, StateRow state, long now, boolean isNew) {
    stores.items.putItem(item);
    count(lane, 1);
    if (lane.depth == 1) {
      lane.oldestArrival = item.arrivedAt().toEpochMilli();
    }
    long place = Rings.place(lane, item);
    String key = KeyChains.key(item, state.orderedBy());
    long position = stores.chains.acquire(lane.id, item.id(), key, place);
    if (position != KeyChains.HOLDS) {
      announce(item, Waiting.Reason.ORDER, isNew);
      lane.held++;
      stores.items.putState(lane.id, item.id(), state.in(Phase.HELD, position));
      return;
    }
    References.Standing standing = stores.references.standing(item);
    boolean waits = standing instanceof References.Standing.Open;
    announce(item, waits ? Waiting.Reason.REFERENCE : Waiting.shut(lane, now), isNew);
    Open open = new Open(lane, item, state);
    if (standing instanceof References.Standing.Failed(ItemId other)) {
      failDependent(open, other, now);
    } else if (waits) {
      proceed(open, standing, place);
    } else {
      int ring = Rings.of(item);
      StateRow ready = state.ready(ring, stores.rings.pushTail(lane, item, ring));
      stores.items.putState(lane.id, item.id(), ready);
    }
  }

  private void announce(Item item, Waiting.Reason reason, boolean isNew) {
    if (isNew) {
      stores.decisions.accepted(item, reason);
    }
  }

  /** Goes on with an item that has its order key, and that was kept out of its ring or will be. */
  private void proceed(Open open, References.Standing standing, long place) {
    Lane lane = open.lane();
    Item item = open.item();
    switch (standing) {
      case References.Standing.Met met -> {
        StateRow ready = open.state().ready(Rings.of(item), stores.rings.pushAt(lane, item, place));
        stores.items.putState(lane.id, item.id(), ready);
      }
      case References.Standing.Open(ItemId other) -> {
        await(open, place);
        stores.references.await(lane.id, item.id(), other);
      }
      case References.Standing.Failed failed -> {
        // Ended by a chore: its end may hand the key to the next that is to fail, and so on.
        await(open, place);
        stores.chores.add(new Chore.Wake(lane.id, item.id()));
      }
    }
  }

  private void await(Open open, long place) {
    open.lane().referring++;
    stores.lanes.changed(open.lane());
    stores.items.putState(open.lane().id, open.item().id(), open.state().in(Phase.WAITING, place));
  }

  private void failDependent(Open open, ItemId other, long now) {
    String reason = "what it refers to did not succeed: " + other;
    Ending ending = new Ending(Ending.Kind.DEPENDENCY_FAILED, reason);
    end(open.in(open.state().in(Phase.READY, 0)), ending, NO_NOTE, now);
  }

  /** An item's own deadline needs a timer; the lane's is looked up at the front of its rings. */
  void arm(Item item, long now) {
    long at = deadline(item);
    if (at != Long.MAX_VALUE) {
      stores.deadlines.add(item.lane(), item.id(), Math.min(at, now + LONGEST_TIMER_MILLIS));
    }
  }

  /** The item's own, in epoch milliseconds. */
  static long deadline(Item item) {
    Instant startBy = item.placement().startBy();
    long expires = item.expiresAt().toEpochMilli();
    return startBy == null ? expires : Math.min(expires, startBy.toEpochMilli());
  }

  /** Takes the item in and ends it in the same step, without touching its lane. */
  void arriveAndEnd(Item item, Ending ending, long now) {
    if (!isDuplicate(item)) {
      refuse(item, ending, now);
    }
  }

  private void refuse(Item item, Ending ending, long now) {
    stores.decisions.accepted(item, Waiting.Reason.NONE);
    stores.items.putItem(item); // What was wrong may be mended, and then it can be run again.
    StateRow state = StateRow.arrived(Ordering.NONE);
    endings.mark(item, state, ending.kind(), now);
    stores.decisions.ended(
        new Ended(item, state.progress(), ending, Instant.ofEpochMilli(now), List.of(), false));
  }

  private boolean isDuplicate(Item item) {
    boolean known = stores.items.state(item.lane(), item.id()) != null;
    if (known) {
      stores.decisions.duplicate(item.lane(), item.id());
    }
    return known;
  }

  /** Back to the front of its ring. */
  void comeBack(Open open) {
    bringToFront(open, Rings.of(open.item()));
  }

  /** To the front of another ring than its own. */
  void bringToFront(Open open, int ring) {
    long position = stores.rings.pushFront(open.lane(), open.item(), ring);
    stores.items.putState(open.lane().id, open.item().id(), open.state().ready(ring, position));
  }

  /** Ends the run; the next item of its order key goes on, and those who waited for it. */
  void end(Open open, Ending asked, byte[] note, long now) {
    Ending ending = Endings.honest(open.state(), asked);
    Lane lane = open.lane();
    Item item = open.item();
    StateRow state = open.state();
    boolean isCalled = lane.isCalling(item.id());
    List<byte[]> evidence = endings.keep(item, state, ending.kind(), note, now, isCalled);
    leavePhase(lane, state.phase());
    count(lane, -1);
    stores.decisions.ended(
        new Ended(
            item,
            state.progress(),
            ending,
            Instant.ofEpochMilli(now),
            evidence,
            state.has(StateRow.CANCEL_ASKED)));
    if (state.phase() != Phase.HELD && !isCalled) {
      release(lane, item, state);
    }
    if (state.has(StateRow.AWAITED)) {
      References.Span span = stores.references.claim(lane.id, item.id());
      if (span.first() < span.end()) {
        stores.chores.add(new Chore.WakeWaiters(lane.id, item.id(), span.first(), span.end()));
      }
    }
    if (lane.depth == 0) {
      adoptOrdering(lane);
    }
  }

  /**
   * A call has ended whose item had ended before: by the answer of an earlier attempt, which had
   * been given up. Until then what comes after it in its order could have overtaken that call.
   */
  void calledNoMore(Lane lane, ItemId id) {
    StateRow state = stores.items.state(lane.id, id);
    if (state == null || state.phase() != Phase.ENDED || lane.isCalling(id)) {
      return;
    }
    release(lane, stores.items.item(lane.id, id), state);
    if (state.ending() == Ending.Kind.SUCCEEDED) {
      stores.items.deleteItem(lane.id, id);
    }
  }

  private void release(Lane lane, Item item, StateRow state) {
    String key = KeyChains.key(item, state.orderedBy());
    if (!key.isEmpty()) {
      goOn(lane, key, stores.chains.release(lane.id, item.id(), key, LINKS_AT_ONCE));
    }
  }

  /** The dedupe window of an item is over. */
  void forget(TimerBuckets.Reference reference) {
    endings.forget(reference);
  }

  void leavePhase(Lane lane, Phase phase) {
    switch (phase) {
      case HELD -> lane.held--;
      case BACKING_OFF -> lane.backingOff--;
      case WAITING -> lane.referring--;
      case READY, IN_FLIGHT, ENDED -> {}
    }
    stores.lanes.changed(lane);
  }

  /** A key was handed on. */
  void goOn(Lane lane, String key, KeyChains.Next next) {
    switch (next) {
      case KeyChains.Next.Nobody nobody -> {}
      case KeyChains.Next.Later later -> stores.chores.add(new Chore.HandKeyOn(lane.id, key));
      case KeyChains.Next.Goes(ItemId id, long place) -> {
        StateRow state = stores.items.state(lane.id, id);
        if (state == null || state.phase() != Phase.HELD) {
          throw new IllegalStateException("item " + id + " in a chain is not held");
        }
        lane.held--;
        stores.lanes.changed(lane);
        Open open = new Open(lane, stores.items.item(lane.id, id), state);
        proceed(open, stores.references.standing(open.item()), place);
      }
    }
  }

  /** The one that it waited for has ended. */
  void wake(Lane lane, ItemId id, long now) {
    StateRow state = stores.items.state(lane.id, id);
    if (state != null && state.phase() == Phase.WAITING) {
      lane.referring--;
      stores.lanes.changed(lane);
      Open open = new Open(lane, stores.items.item(lane.id, id), state);
      References.Standing standing = stores.references.standing(open.item());
      if (standing instanceof References.Standing.Failed(ItemId other)) {
        failDependent(open, other, now);
      } else {
        proceed(open, standing, state.at());
      }
    }
  }

  /** The first that was put aside before the front becomes the front, unless it has moved on. */
  void bringAside(Lane lane, int ring, Rings.Reference front) {
    long place = lane.ringHead[ring];
    ItemId id = stores.rings.takeAside(lane, ring, front);
    StateRow state = stores.items.state(lane.id, id);
    if (state != null && state.isReadyAt(ring, place)) {
      bringToFront(new Open(lane, stores.items.item(lane.id, id), state), ring);
    }
  }

  /**
   * A change of the ordering waits until no item of the other order is left, see {@link Ordering}.
   */
  void adoptOrdering(Lane lane) {
    LaneSettings settings = lane.settings;
    if (settings != null && (lane.depth == 0 || settings.ordering() == Ordering.NONE)) {
      lane.ordering = settings.ordering();
      stores.lanes.changed(lane);
    }
  }

  private void count(Lane lane, int change) {
    lane.depth += change;
    depth += change;
    stores.lanes.changed(lane);
  }
}
