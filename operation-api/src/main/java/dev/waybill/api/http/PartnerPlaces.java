package dev.waybill.api.http;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * A bound on what is done at once, of which no partner may have more than its share. Thread-safe.
 */
public final class PartnerPlaces {
  private final int most;
  private final int mostOfOne;
  private final Map<UUID, Integer> taken = new HashMap<>();
  private int all;

  /**
   * Makes free places.
   *
   * @param most from 1
   * @param mostOfOne of those, one partner's, from 1
   */
  public PartnerPlaces(int most, int mostOfOne) {
    this.most = most;
    this.mostOfOne = mostOfOne;
  }

  /** Takes a place, to be given back; false if there is none. */
  public synchronized boolean tryAcquire(UUID partner) {
    int own = taken.getOrDefault(partner, 0);
    if (all >= most || own >= mostOfOne) {
      return false;
    }
    taken.put(partner, own + 1);
    all++;
    return true;
  }

  /** Gives back a place that the partner has. */
  public synchronized void release(UUID partner) {
    taken.computeIfPresent(partner, (id, own) -> own > 1 ? own - 1 : null);
    all--;
  }
}
