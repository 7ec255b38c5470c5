package dev.waybill.lane.core;

import java.util.ArrayDeque;

/**
 * Who may take a slot for an attempt. Attempts that last longer than a bound are slow, and so are,
 * from their first moment, those of a lane whose calls hang: such lanes together get at most half
 * of the slots, and the rest always gets the other half, however many calls hang.
 *
 * <p>Calls of many lanes may begin to hang before anybody can know. They leave the quick half when
 * they are found out, each lane once: it stays with the hanging ones until a call of it was quick
 * again. So for a while more than all slots may be taken, at most {@value #MOST_TIMES} times as
 * many, and a quick lane waits at most until half of the slots were found out, again and again for
 * as long as there are lanes not found out ahead of it.
 */
final class Slots {
  /** Of a lane that has not called yet. */
  static final double UNKNOWN_CALL_MILLIS = 50;

  static final int MOST_TIMES = 8;

  private static final double NEWEST_WEIGHT = 0.2;

  private final int max;
  private final long slowAfterMillis;

  /**
   * Quick attempts in flight, oldest first; those that have ended are dropped when they come up.
   */
  private final ArrayDeque<Watched> watched = new ArrayDeque<>();

  private int quick;
  private int slow;

  private record Watched(Lane lane, InFlight attempt) {}

  Slots(EngineSettings settings) {
    this.max = settings.maxOutstanding();
    this.slowAfterMillis = settings.protection().slowAfter().toMillis();
  }

  int taken() {
    return quick + slow;
  }

  /** Whether a lane whose calls are quick may take one. */
  boolean freeForQuick() {
    return quick + Math.min(slow, max / 2) < max && quick + slow < MOST_TIMES * max;
  }

  /** Whether a lane whose calls hang may take one. */
  boolean freeForHanging() {
    // With a single slot there is no half to be had.
    return slow < Math.max(1, max / 2) && quick + slow < max;
  }

  void take(Lane lane, InFlight attempt) {
    attempt.slow = lane.hanging();
    if (attempt.slow) {
      slow++;
      lane.slowInFlight++;
    } else {
      quick++;
      watched.addLast(new Watched(lane, attempt));
    }
  }

  /** The attempt has ended or was given up. */
  void free(Lane lane, InFlight attempt, long now) {
    attempt.freed = true;
    if (attempt.slow) {
      slow--;
      lane.slowInFlight--;
    } else {
      quick--;
    }
    long took = Math.max(0, now - attempt.dispatchedAt);
    lane.wasSlow = took > slowAfterMillis;
    lane.callMillis += NEWEST_WEIGHT * (took - lane.callMillis);
  }

  /** Finds out which attempts have become slow. */
  void watch(long now) {
    while (true) {
      Watched oldest = watched.peekFirst();
      if (oldest == null) {
        return;
      }
      InFlight attempt = oldest.attempt();
      if (!attempt.freed) {
        if (now - attempt.dispatchedAt <= slowAfterMillis) {
          return;
        }
        attempt.slow = true;
        quick--;
        slow++;
        oldest.lane().slowInFlight++;
      }
      watched.removeFirst();
    }
  }
}
