package dev.waybill.lane.execution;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
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
  private int quick;
  private int slow;
  private long changes;

  /**
   * All free.
   *
   * @param places at least 1
   */
  Slots(int places) {
    this.places = places;
  }

  /** Takes a place for a call of the lane; empty if there is none for it now. */
  synchronized Optional<Slot> take(UUID lane) {
    boolean startsSlow = slowLanes.containsKey(lane);
    int most = TIMES * places;
    boolean free =
        startsSlow
            ? slow < most - places && quick + slow < most
            : quick < places - Math.min(slow, places / 2) && quick + slow < most;
    if (!free) {
      return Optional.empty();
    }
    if (startsSlow) {
      slow++;
    } else {
      quick++;
    }
    return Optional.of(new Slot(lane, startsSlow));
  }

  synchronized int running() {
    return quick + slow;
  }

  synchronized int slow() {
    return slow;
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
    await(() -> quick + slow == 0, wait);
    return quick + slow == 0;
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

  /** One taken place. */
  final class Slot {
    private final UUID lane;
    private boolean isSlow;
    private boolean isFree;

    private Slot(UUID lane, boolean isSlow) {
      this.lane = lane;
      this.isSlow = isSlow;
    }

    /** The call has run for long. */
    void becomeSlow() {
      synchronized (Slots.this) {
        slowLanes.put(lane, true);
        if (!isSlow && !isFree) {
          isSlow = true;
          quick--;
          slow++;
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
        if (isFree) {
          return;
        }
        isFree = true;
        if (isSlow) {
          slow--;
        } else {
          quick--;
        }
        changed();
      }
    }
  }
}
