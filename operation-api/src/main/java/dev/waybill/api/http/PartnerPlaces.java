package dev.waybill.api.http;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A bound on what is done at once, of which no partner may have more than its share. Thread-safe.
 */
public final class PartnerPlaces {
  private final int most;
  private final int mostOfOne;
  private final Map<UUID, Integer> taken = new HashMap<>();

  /** For whom there was no place yet, first come first served. */
  private final Set<Waiting> waiting = new LinkedHashSet<>();

  private int all;

  private record Waiting(UUID partner, CountDownLatch placed) {}

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

  /**
   * Takes a place as soon as there is one, to be given back; false if there was none in time.
   *
   * @param end by {@link System#nanoTime()}
   */
  public boolean acquire(UUID partner, long end) throws InterruptedException {
    Waiting own = new Waiting(partner, new CountDownLatch(1));
    synchronized (this) {
      if (tryAcquire(partner)) {
        return true;
      }
      waiting.add(own);
    }
    try {
      boolean isPlaced = own.placed().await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      return isPlaced || !giveUp(own);
    } catch (InterruptedException e) {
      if (!giveUp(own)) {
        release(partner);
      }
      throw e;
    }
  }

  /** False if it has got a place meanwhile. */
  private synchronized boolean giveUp(Waiting own) {
    return waiting.remove(own);
  }

  /** Gives back a place that the partner has. */
  public synchronized void release(UUID partner) {
    taken.computeIfPresent(partner, (id, own) -> own > 1 ? own - 1 : null);
    all--;
    // Handed on at once, so nobody who came later takes it first; one is free, and one gets it.
    Iterator<Waiting> next = waiting.iterator();
    while (next.hasNext() && all < most) {
      Waiting first = next.next();
      if (tryAcquire(first.partner())) {
        next.remove();
        first.placed().countDown();
      }
    }
  }
}
