package dev.waybill.lane.core;

import dev.waybill.lane.core.StateRow.Phase;
import java.time.Duration;
import java.util.List;

/**
 * What stays of an item after its end: a mark, by which its id is known for as long as a request of
 * it may still come, and what another run of one that failed needs.
 */
final class Endings {
  private final Stores stores;
  private final long dedupeMillis;

  Endings(Stores stores, Duration dedupe) {
    this.stores = stores;
    this.dedupeMillis = dedupe.toMillis();
  }

  /** A call of which nobody knows whether it happened has not just expired or been cancelled. */
  static Ending honest(StateRow state, Ending ending) {
    return switch (ending.kind()) {
      case EXPIRED, CANCELLED, LANE_REMOVED, RETRIES_EXHAUSTED, REFUSED, REJECTED ->
          state.has(StateRow.RECONCILING)
              ? new Ending(Ending.Kind.UNKNOWN_OUTCOME, ending.reason())
              : ending;
      default -> ending;
    };
  }

  /**
   * Keeps what another run needs of one that did not succeed, drops what nobody needs, and marks
   * the end.
   *
   * @param note the last piece of evidence; empty if there is none
   * @param isCalled whether one of its calls is still under way: the item stays until that ends
   * @return all evidence of the run
   */
  List<byte[]> keep(
      Item item, StateRow state, Ending.Kind ending, byte[] note, long now, boolean isCalled) {
    LaneId lane = item.lane();
    ItemId id = item.id();
    List<byte[]> evidence = stores.items.evidence(lane, id, state, note);
    boolean kept = ending != Ending.Kind.SUCCEEDED && !evidence.isEmpty();
    if (kept) {
      stores.items.putEvidence(lane, id, evidence);
    } else if (ending == Ending.Kind.SUCCEEDED) {
      if (state.has(StateRow.EVIDENCE)) {
        stores.items.deleteEvidence(lane, id);
      }
      if (!isCalled) {
        stores.items.deleteItem(lane, id);
      }
    }
    mark(
        item, kept ? state.with(StateRow.EVIDENCE) : state.without(StateRow.EVIDENCE), ending, now);
    return evidence;
  }

  /** Marks the end without a look at anything else. */
  void mark(Item item, StateRow state, Ending.Kind ending, long now) {
    long forgottenAt = now + dedupeMillis;
    stores.items.putState(item.lane(), item.id(), state.ended(ending, forgottenAt));
    stores.expiry.add(item.lane(), item.id(), forgottenAt);
  }

  /** The dedupe window of an item is over. */
  void forget(TimerBuckets.Reference reference) {
    LaneId lane = reference.lane();
    ItemId id = reference.item();
    StateRow state = stores.items.state(lane, id);
    if (state == null || state.phase() != Phase.ENDED || state.at() > reference.due()) {
      return;
    }
    stores.items.deleteState(lane, id);
    if (state.ending() != Ending.Kind.SUCCEEDED) {
      stores.items.deleteItem(lane, id);
    }
    if (state.has(StateRow.EVIDENCE)) {
      stores.items.deleteEvidence(lane, id);
    }
    if (state.has(StateRow.AWAITED)) {
      stores.references.forget(lane, id);
    }
  }
}
