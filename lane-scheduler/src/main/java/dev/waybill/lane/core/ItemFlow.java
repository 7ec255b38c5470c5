package dev.waybill.lane.core;

import dev.waybill.lane.core.StateRow.Phase;
import java.time.Instant;
import java.util.List;

/** How items enter their lane, come back to its front, and leave it for good. */
final class ItemFlow {
  private final Stores stores;
  private final long dedupeMillis;
  private long depth;

  ItemFlow(Stores stores, EngineSettings settings) {
    this.stores = stores;
    this.dedupeMillis = settings.waits().dedupe().toMillis();
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
  void arrive(Item item) {
    if (isDuplicate(item)) {
      return;
    }
    Lane lane = stores.lanes.open(item.lane());
    stores.decisions.accepted(item);
    StateRow state = StateRow.arrived(lane.ordering);
    stores.items.putItem(item);
    count(lane, 1);
    if (lane.depth == 1) {
      lane.oldestArrival = item.arrivedAt().toEpochMilli();
    }
    if (stores.chains.acquire(item, lane.ordering)) {
      long position = stores.rings.pushTail(lane, item);
      stores.items.putState(lane.id, item.id(), state.in(Phase.READY, position));
    } else {
      lane.held++;
      stores.items.putState(lane.id, item.id(), state);
    }
  }

  /** Takes the item in and ends it in the same step, without touching its lane. */
  void arriveAndEnd(Item item, Ending ending, long now) {
    if (isDuplicate(item)) {
      return;
    }
    stores.decisions.accepted(item);
    StateRow state = StateRow.arrived(Ordering.NONE);
    mark(item, state, now);
    stores.decisions.ended(
        new Ended(item, state.progress(), ending, Instant.ofEpochMilli(now), List.of()));
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
    long position = stores.rings.pushFront(open.lane(), open.item());
    stores.items.putState(open.lane().id, open.item().id(), open.state().in(Phase.READY, position));
  }

  /** Ends the run; the next item of its order key goes on. */
  void end(Open open, Ending ending, byte[] note, long now) {
    Lane lane = open.lane();
    Item item = open.item();
    StateRow state = open.state();
    List<byte[]> evidence = stores.items.evidence(lane.id, item.id(), state, note);
    if (state.evidence()) {
      stores.items.deleteEvidence(lane.id, item.id());
    }
    stores.items.deleteItem(lane.id, item.id());
    mark(item, state, now);
    leavePhase(lane, state.phase());
    count(lane, -1);
    ItemId next = stores.chains.release(item, state.orderedBy());
    if (next != null) {
      promote(lane, next);
    }
    if (lane.depth == 0) {
      adoptOrdering(lane);
    }
    stores.decisions.ended(
        new Ended(item, state.progress(), ending, Instant.ofEpochMilli(now), evidence));
  }

  private void mark(Item item, StateRow state, long now) {
    long forgottenAt = now + dedupeMillis;
    StateRow ended = state.withEvidence(false).in(Phase.ENDED, forgottenAt);
    stores.items.putState(item.lane(), item.id(), ended);
    stores.expiry.add(item.lane(), item.id(), forgottenAt);
  }

  /** The dedupe window of an item is over. */
  void forget(TimerBuckets.Reference reference) {
    StateRow state = stores.items.state(reference.lane(), reference.item());
    if (state != null && state.phase() == Phase.ENDED && state.at() <= reference.due()) {
      stores.items.deleteState(reference.lane(), reference.item());
    }
  }

  void leavePhase(Lane lane, Phase phase) {
    switch (phase) {
      case HELD -> lane.held--;
      case BACKING_OFF -> lane.backingOff--;
      case READY, IN_FLIGHT, ENDED -> {}
    }
    stores.lanes.changed(lane);
  }

  /**
   * The next of a key goes to the front if it came before what is there, else it would have waited
   * twice.
   */
  private void promote(Lane lane, ItemId id) {
    Item item = stores.items.item(lane.id, id);
    StateRow state = stores.items.state(lane.id, id);
    if (state == null || state.phase() != Phase.HELD) {
      throw new IllegalStateException("item " + id + " in a chain is not held");
    }
    lane.held--;
    Rings.Reference front = stores.rings.front(lane, item.placement().priority());
    boolean cameBefore = front == null || item.arrivedAt().toEpochMilli() <= front.arrivedAt();
    long position =
        cameBefore ? stores.rings.pushFront(lane, item) : stores.rings.pushTail(lane, item);
    stores.items.putState(lane.id, id, state.in(Phase.READY, position));
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
