package dev.waybill.api.webhooks;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * A bound on what is done at once, of which no partner may have more than its share. Thread-safe.
 */
final class PartnerPlaces {
  private final int most;
  private final int mostOfOne;
  private final Map<UUID, Integer> taken = new HashMap<>();
  private int all;

  PartnerPlaces(int most, int mostOfOne) {
    this.most = most;
    this.mostOfOne = mostOfOne;
  }

  /** Takes a place, to be given back; false if there is none. */
  synchronized boolean tryAcquire(UUID partner) {
    int own = taken.getOrDefault(partner, 0);
    if (all >= most || own >= mostOfOne) {
      return false;
    }
    taken.put(partner, own + 1);
    all++;
    return true;
  }

  /** Gives back a place that the partner has. */
  synchronized void release(UUID partner) {
    taken.computeIfPresent(partner, (id, own) -> own > 1 ? own - 1 : null);
    all--;
  }
}
