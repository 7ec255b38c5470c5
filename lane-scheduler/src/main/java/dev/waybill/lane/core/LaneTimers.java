package dev.waybill.lane.core;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Wake-ups of lanes, on the heap only: at most one for pace or settings and one for attempt
 * deadlines per lane, so the heap follows the number of lanes and not of items.
 */
final class LaneTimers {
  private final PriorityQueue<Timer> heap = new PriorityQueue<>((a, b) -> Long.compare(a.at, b.at));

  /** A wake-up; one that was replaced by an earlier one is skipped when its time comes. */
  static final class Timer {
    private final long at;
    private final Lane lane;
    private final boolean forDeadline;
    private boolean replaced;

    private Timer(long at, Lane lane, boolean forDeadline) {
      this.at = at;
      this.lane = lane;
      this.forDeadline = forDeadline;
    }

    Lane lane() {
      return lane;
    }

    boolean forDeadline() {
      return forDeadline;
    }
  }

  /**
   * Wakes the lane at this time or earlier; waking too early is harmless, for the lane is then
   * looked at anew.
   */
  void wake(Lane lane, long at) {
    lane.wake = arm(lane.wake, lane, at, false);
  }

  /** Looks at the lane's attempt deadlines at this time or earlier. */
  void deadline(Lane lane, long at) {
    lane.deadline = arm(lane.deadline, lane, at, true);
  }

  private Timer arm(@Nullable Timer armed, Lane lane, long at, boolean forDeadline) {
    if (armed != null) {
      if (armed.at <= at) {
        return armed;
      }
      armed.replaced = true;
    }
    Timer timer = new Timer(at, lane, forDeadline);
    heap.add(timer);
    return timer;
  }

  /** The next timer that is due, disarmed, or null. */
  @Nullable Timer poll(long now) {
    while (true) {
      Timer first = heap.peek();
      if (first == null || first.at > now) {
        return null;
      }
      heap.remove();
      if (!first.replaced) {
        disarm(first);
        return first;
      }
    }
  }

  private static void disarm(Timer timer) {
    if (timer.forDeadline) {
      timer.lane.deadline = null;
    } else {
      timer.lane.wake = null;
    }
  }
}
