package dev.waybill.lane.core;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Deficit round robin over the lanes that may dispatch now. A lane is charged what its dispatch is
 * expected to cost; one that has overdrawn its credit goes behind the others and is topped up when
 * its turn comes again.
 */
final class ReadyRing {
  private final ArrayDeque<Lane> ring = new ArrayDeque<>();
  private final long quantum;

  /** A ring that tops up by {@code quantum} in each round. */
  ReadyRing(long quantum) {
    this.quantum = quantum;
  }

  /** A lane that became ready; no effect if it is in the ring, and it leaves another. */
  void add(Lane lane) {
    if (lane.readyRing == this) {
      return;
    }
    if (lane.readyRing != null) {
      lane.readyRing.ring.remove(lane); // Its calls were slow and are quick again: not often.
    }
    lane.readyRing = this;
    if (lane.credit > 0) {
      ring.addFirst(lane);
    } else {
      ring.addLast(lane);
    }
  }

  /** Takes the lane whose turn it is out of the ring; null if none is ready. */
  @Nullable Lane take() {
    while (true) {
      Lane lane = ring.pollFirst();
      if (lane == null) {
        return null;
      }
      lane.credit = lane.credit > 0 ? lane.credit : lane.credit + quantum;
      if (lane.credit > 0) {
        lane.readyRing = null;
        return lane;
      }
      ring.addLast(lane);
    }
  }

  void charge(Lane lane, long cost) {
    lane.credit -= cost;
  }

  /** A lane that has nothing to do saves nothing up. */
  void forgetCredit(Lane lane) {
    lane.credit = Math.min(lane.credit, 0);
  }
}
