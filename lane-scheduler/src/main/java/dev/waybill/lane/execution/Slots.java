package dev.waybill.lane.execution;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Places for calls, so shared that those which hang never take all of them (guarantee G5).
 *
 * <p>A call takes one of N places. Once it has run for long it counts as slow, and all slow ones
 * together take at most half of the places; what is more of them runs beside, for a virtual thread
 * that waits costs next to nothing. So half of the places are always left to quick calls. A lane
 * whose last call was slow begins its next one as slow. The sum is bounded by {@value #TIMES} times
 * N, and the last N of it are kept from lanes that are known to be slow.
 *
 * <p>A call of a lane known to be slow for which there is no place is set aside and waits for one,
 * first come first served, so that those behind it in its partition go on. Up to {@value #TIMES}
 * times N may wait.
 *
 * <p>Thread-safe: taken by the loop's thread, given back by the attempts'.
 */
final class Slots {
  /** How many calls there may be at most, in places. */
  static final int TIMES = 4;

  /** Lanes remembered as slow; a lane that was forgotten takes a place like any other. */
  private static final int REMEMBERED = 20_000;

  private final int places;
  private final Map<UUID, Boolean> slowLanes =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** Those set aside that have not given up yet, in order. */
  private final Set<Slot> waiting = new LinkedHashSet<>();

  private int quick;
  private int slow;
  private int aside;
  private long changes;

  /**
   * All free.
   *
   * @param places at least 1
   */
  Slots(int places) {
    this.places = places;
  }

  /**
   * Takes a place for a call of the lane, or a wait for one, see {@link Slot#awaitPlace}; empty if
   * there is neither for it now.
   */
  synchronized Optional<Slot> take(UUID lane) {
    if (!slowLanes.containsKey(lane)) {
      boolean free = quick < places - Math.min(slow, places / 2) && quick + slow < most();
      return free ? Optional.of(new Slot(lane, Standing.QUICK)) : Optional.empty();
    }
    if (waiting.isEmpty() && freeForSlow()) {
      return Optional.of(new Slot(lane, Standing.SLOW));
    }
    return aside < most() ? Optional.of(new Slot(lane, Standing.ASIDE)) : Optional.empty();
  }

  private int most() {
    return TIMES * places;
  }

  private boolean freeForSlow() {
    return slow < most() - places && quick + slow < most();
  }

  synchronized int running() {
    return quick + slow;
  }

  synchronized int slow() {
    return slow;
  }

  /** Calls set aside. */
  synchronized int aside() {
    return aside;
  }

  /** Counts what was given back or became slow: what could not be taken before may be now. */
  synchronized long changes() {
    return changes;
  }

  /** Waits until there is a change after the one given, as long as given. */
  synchronized void awaitChange(long seen, Duration wait) throws InterruptedException {
    await(() -> changes != seen, wait);
  }

  /** Waits until nothing runs, as long as given; false if something still does. */
  synchronized boolean awaitIdle(Duration wait) throws InterruptedException {
    await(this::isIdle, wait);
    return isIdle();
  }

  private boolean isIdle() {
    return quick + slow + aside == 0;
  }

  private void await(BooleanSupplier done, Duration wait) throws InterruptedException {
    long end = System.nanoTime() + wait.toNanos();
    while (!done.getAsBoolean()) {
      long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
      if (left <= 0) {
        return;
      }
      wait(left);
    }
  }

  private void changed() {
    changes++;
    notifyAll();
  }

  private void count(Standing standing, int by) {
    switch (standing) {
      case QUICK -> quick += by;
      case SLOW -> slow += by;
      case ASIDE -> aside += by;
      case FREE -> {}
    }
  }

  /** Gives free places to those that wait. */
  private void place() {
    Iterator<Slot> next = waiting.iterator();
    while (next.hasNext() && freeForSlow()) {
      Slot slot = next.next();
      next.remove();
      slot.move(Standing.SLOW);
      slot.placed.countDown();
    }
  }

  private enum Standing {
    QUICK,
    SLOW,
    /** Waits for a place, or has given that up. */
    ASIDE,
    FREE
  }

  /** One taken place, or a wait for one. */
  final class Slot {
    private final UUID lane;
    private final CountDownLatch placed;
    private Standing standing;

    private Slot(UUID lane, Standing standing) {
      this.lane = lane;
      this.standing = standing;
      this.placed = new CountDownLatch(standing == Standing.ASIDE ? 1 : 0);
      count(standing, 1);
      if (standing == Standing.ASIDE) {
        waiting.add(this);
      }
    }

    private void move(Standing to) {
      count(standing, -1);
      count(to, 1);
      standing = to;
    }

    /**
     * Waits until it has a place, as long as given; at once if it was not set aside. False if it
     * has none, and then it gets none any more.
     */
    boolean awaitPlace(Duration wait) throws InterruptedException {
      if (placed.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
        return true;
      }
      synchronized (Slots.this) {
        waiting.remove(this);
        return standing != Standing.ASIDE;
      }
    }

    /** The call has run for long. */
    void becomeSlow() {
      synchronized (Slots.this) {
        slowLanes.put(lane, true);
        if (standing == Standing.QUICK) {
          move(Standing.SLOW);
          changed();
        }
      }
    }

    /** The call was made and answered without being slow: so will be the lane's next one. */
    void wasQuick() {
      synchronized (Slots.this) {
        slowLanes.remove(lane);
      }
    }

    /** Gives the place back; once is enough. */
    void free() {
      synchronized (Slots.this) {
        if (standing == Standing.FREE) {
          return;
        }
        waiting.remove(this);
        move(Standing.FREE);
        place();
        changed();
      }
    }
  }
}
