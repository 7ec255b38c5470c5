package dev.waybill.lane.core;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A lane on the heap: its head row, decoded, and where the task's indexes hold it. Everything but
 * the indexes is in the head row after each step.
 */
final class Lane {
  /** {@link #pace} of a lane that goes at the full rate. */
  static final int FULL_PACE = 1_000;

  final LaneId id;

  // ---- persisted, see HeadRow ----
  @Nullable LaneSettings settings;
  boolean removed;
  Ordering ordering = Ordering.PER_KEY;

  /** Theoretical arrival time of {@link Gcra}, nanoseconds. */
  long arrivalTime;

  /** Nothing starts before this, epoch milliseconds: the other side asked for it. */
  long floorUntil;

  /** Thousandths of the configured rate that the other side takes, see {@link Pacing}. */
  int pace = FULL_PACE;

  /** The version of the credentials that were refused, -1 if none. */
  long refusedCredentials = -1;

  /** When a suspended lane asks again with one call, epoch milliseconds. */
  long probeAt;

  /** Failures since the last answer, see {@link Breaker}. */
  int failures;

  /** How often the breaker has opened in a row, 0 while it is closed. */
  int trips;

  /** Until when the open breaker lets nothing through, epoch milliseconds; then one probe. */
  long openUntil;

  /** The cap while the lane begins or returns from an open breaker, 0 for that of the settings. */
  int ramp;

  /**
   * Unfinished items; of these, those that wait for a retry, those behind another of their key, and
   * those that wait for an item that they refer to.
   */
  long depth;

  long backingOff;
  long held;
  long referring;

  /** Commands that are kept for items which have not come yet. */
  long early;

  /**
   * No item that still waits for its first attempt arrived earlier, roughly: priorities overtake.
   */
  long oldestArrival;

  /** Ring positions by ring: the first taken, and the first free. */
  final long[] ringHead = new long[Rings.COUNT];

  final long[] ringTail = new long[Rings.COUNT];

  final List<InFlight> inFlight = new ArrayList<>(4);

  /** What was learned of the other side, null while it takes all that the limits allow. */
  @Nullable Regulator window;

  @Nullable Regulator rate;
  @Nullable CallTimes callTimes;

  // ---- indexes of the heap only ----
  boolean dirty;

  /** Refusals for pace since the last success, those of calls sent together counted once. */
  int refusals;

  long refusedAt;

  /** The ring that it stands in, null if it may not dispatch. */
  @Nullable ReadyRing readyRing;

  long credit;

  /** When the pace was last lowered, epoch milliseconds. */
  long slowedAt;

  /** Dispatches so far, for {@link Rings#order}. */
  long turn;

  /** Attempts in flight of the slow pool, and whether the last that ended was slow. */
  int slowInFlight;

  boolean wasSlow;

  /** What a call takes of late, milliseconds. */
  double callMillis = Slots.UNKNOWN_CALL_MILLIS;

  /**
   * The front of the lane waits for settings until then, epoch milliseconds; found out when the
   * lane was last visited.
   */
  long blockedUntil;

  /** The same of the front of the express ring. */
  long expressBlockedUntil;

  /**
   * When the first front that cannot go yet has expired, epoch milliseconds; 0 if not looked up.
   */
  long frontExpiry;

  LaneTimers.@Nullable Timer wake;
  LaneTimers.@Nullable Timer deadline;

  Lane(LaneId id) {
    this.id = id;
  }

  boolean hasQueued() {
    return hasPaced() || hasExpress();
  }

  boolean hasExpress() {
    return !Rings.isEmpty(this, Rings.EXPRESS);
  }

  boolean hasPaced() {
    for (int ring = 0; ring < Rings.EXPRESS; ring++) {
      if (!Rings.isEmpty(this, ring)) {
        return true;
      }
    }
    return false;
  }

  boolean suspended() {
    return refusedCredentials >= 0;
  }

  /** Its calls hang or did so of late: it takes its slots from the pool of such lanes. */
  boolean hanging() {
    return slowInFlight > 0 || wasSlow;
  }

  /** Nothing would be lost with the row. */
  boolean isBlank() {
    return settings == null && depth == 0 && inFlight.isEmpty() && !hasQueued() && early == 0;
  }

  @Nullable InFlight find(AttemptId attempt) {
    for (InFlight candidate : inFlight) {
      if (candidate.is(attempt)) {
        return candidate;
      }
    }
    return null;
  }

  /** Whether an attempt of the item is under way, as far as is known. */
  boolean isCalling(ItemId item) {
    for (InFlight attempt : inFlight) {
      if (attempt.item.equals(item)) {
        return true;
      }
    }
    return false;
  }

  long earliestDeadline() {
    long earliest = Long.MAX_VALUE;
    for (InFlight attempt : inFlight) {
      earliest = Math.min(earliest, attempt.deadline);
    }
    return earliest;
  }
}
