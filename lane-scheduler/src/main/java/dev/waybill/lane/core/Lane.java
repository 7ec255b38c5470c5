package dev.waybill.lane.core;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A lane on the heap: its head row, decoded, and where the task's indexes hold it. Everything but
 * the indexes is in the head row after each step.
 */
final class Lane {
  final LaneId id;

  // ---- persisted, see HeadRow ----
  @Nullable LaneSettings settings;
  boolean removed;
  Ordering ordering = Ordering.PER_KEY;

  /** Theoretical arrival time of {@link Gcra}, nanoseconds. */
  long arrivalTime;

  /** Nothing starts before this, epoch milliseconds: the other side asked for it. */
  long floorUntil;

  /** The version of the credentials that were refused, -1 if none. */
  long refusedCredentials = -1;

  /**
   * Unfinished items; of these, those that wait for a retry, and those behind another of their key.
   */
  long depth;

  long backingOff;
  long held;

  /**
   * No item that still waits for its first attempt arrived earlier, roughly: priorities overtake.
   */
  long oldestArrival;

  /** Ring positions by priority: the first taken, and the first free. */
  final long[] ringHead = new long[Priority.count()];

  final long[] ringTail = new long[Priority.count()];

  final List<InFlight> inFlight = new ArrayList<>(4);

  // ---- indexes of the heap only ----
  boolean dirty;
  boolean inReadyRing;
  long credit;

  /**
   * The front of the lane waits for settings until then, epoch milliseconds; found out when the
   * lane was last visited.
   */
  long blockedUntil;

  LaneTimers.@Nullable Timer wake;
  LaneTimers.@Nullable Timer deadline;

  Lane(LaneId id) {
    this.id = id;
  }

  boolean hasQueued() {
    for (int i = 0; i < ringHead.length; i++) {
      if (ringHead[i] != ringTail[i]) {
        return true;
      }
    }
    return false;
  }

  boolean suspended() {
    return refusedCredentials >= 0;
  }

  /** Nothing would be lost with the row. */
  boolean isBlank() {
    return settings == null && depth == 0 && inFlight.isEmpty() && !hasQueued();
  }

  @Nullable InFlight find(AttemptId attempt) {
    for (InFlight candidate : inFlight) {
      if (candidate.is(attempt)) {
        return candidate;
      }
    }
    return null;
  }

  long earliestDeadline() {
    long earliest = Long.MAX_VALUE;
    for (InFlight attempt : inFlight) {
      earliest = Math.min(earliest, attempt.deadline);
    }
    return earliest;
  }
}
