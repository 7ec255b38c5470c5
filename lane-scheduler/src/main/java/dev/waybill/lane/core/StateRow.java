package dev.waybill.lane.core;

import org.jspecify.annotations.Nullable;

/**
 * The small row of an item that changes with each step, and stays as the dedupe marker after the
 * end.
 *
 * <pre>
 *  HELD ──▶ WAITING ──▶ READY ──▶ IN_FLIGHT ──▶ BACKING_OFF ──▶ READY
 *                         └──── ◀ ────┘ not started, throttled, did not happen
 *  from each of them ──▶ ENDED ──▶ (deleted), or a new run
 * </pre>
 *
 * @param phase where it is
 * @param run from 1
 * @param attempt number of the last dispatch in the run, 0 before the first
 * @param attemptsUsed attempts that count
 * @param orderedBy the ordering in force when it arrived: its key stays the same whatever the
 *     settings say later
 * @param flags see the constants
 * @param ring READY: the code of the ring that it is in
 * @param ending ENDED: how, else null
 * @param at READY: the position in its ring; HELD: the position in its chain; BACKING_OFF: due;
 *     ENDED: when the marker goes; WAITING: the place that it would have in its ring; else 0
 */
record StateRow(
    Phase phase,
    int run,
    int attempt,
    int attemptsUsed,
    Ordering orderedBy,
    int flags,
    int ring,
    Ending.@Nullable Kind ending,
    long at) {
  /** There is an evidence row. */
  static final int EVIDENCE = 1;

  /** A cancellation came while an attempt was in flight: no further attempt is made. */
  static final int CANCEL_ASKED = 2;

  /** The next attempt is to find out whether an earlier one happened. */
  static final int RECONCILING = 4;

  /** Others have waited for the end of one of its runs. */
  static final int AWAITED = 8;

  /** What is true of the item and not only of a run. */
  private static final int KEPT = EVIDENCE | AWAITED;

  private static final int VERSION = 2;
  private static final int SIZE = 24;
  private static final int NOT_ENDED = 0;

  enum Phase {
    READY(1),
    HELD(2),
    BACKING_OFF(3),
    IN_FLIGHT(4),
    ENDED(5),
    /** It has its order key and waits for the end of an item that it refers to. */
    WAITING(6);

    private final int code;

    Phase(int code) {
      this.code = code;
    }

    static Phase of(int code) {
      return switch (code) {
        case 1 -> READY;
        case 2 -> HELD;
        case 3 -> BACKING_OFF;
        case 4 -> IN_FLIGHT;
        case 5 -> ENDED;
        case 6 -> WAITING;
        default -> throw new IllegalStateException("unknown phase code " + code);
      };
    }
  }

  static StateRow arrived(Ordering orderedBy) {
    return new StateRow(Phase.HELD, 1, 0, 0, orderedBy, 0, 0, null, 0);
  }

  /** The next run; what was kept of the runs before stays. */
  StateRow again(Ordering ordering) {
    return new StateRow(Phase.HELD, run + 1, 0, 0, ordering, flags & KEPT, 0, null, 0);
  }

  StateRow in(Phase next, long position) {
    return new StateRow(next, run, attempt, attemptsUsed, orderedBy, flags, 0, null, position);
  }

  StateRow ready(int inRing, long position) {
    return new StateRow(
        Phase.READY, run, attempt, attemptsUsed, orderedBy, flags, inRing, null, position);
  }

  boolean isReadyAt(int inRing, long position) {
    return phase == Phase.READY && ring == inRing && at == position;
  }

  StateRow ended(Ending.Kind kind, long forgottenAt) {
    int kept = flags & KEPT;
    return new StateRow(
        Phase.ENDED, run, attempt, attemptsUsed, orderedBy, kept, 0, kind, forgottenAt);
  }

  StateRow dispatched() {
    return new StateRow(
        Phase.IN_FLIGHT, run, attempt + 1, attemptsUsed, orderedBy, flags, 0, null, 0);
  }

  StateRow counted() {
    return new StateRow(phase, run, attempt, attemptsUsed + 1, orderedBy, flags, ring, ending, at);
  }

  StateRow with(int flag) {
    return flagged(flags | flag);
  }

  StateRow without(int flag) {
    return flagged(flags & ~flag);
  }

  private StateRow flagged(int next) {
    return new StateRow(phase, run, attempt, attemptsUsed, orderedBy, next, ring, ending, at);
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  Progress progress() {
    return new Progress(run, attempt, attemptsUsed);
  }

  Progress nextProgress() {
    return new Progress(run, attempt + 1, attemptsUsed);
  }

  byte[] encode() {
    return new RowWriter(VERSION, SIZE)
        .number(phase.code)
        .number(run)
        .number(attempt)
        .number(attemptsUsed)
        .number(orderedBy.code())
        .number(flags)
        .number(ring)
        .number(ending == null ? NOT_ENDED : ending.code())
        .number(at)
        .row();
  }

  static StateRow decode(byte[] row) {
    RowReader in = new RowReader(row, VERSION);
    return new StateRow(
        Phase.of(in.smallNumber()),
        in.smallNumber(),
        in.smallNumber(),
        in.smallNumber(),
        Ordering.of(in.smallNumber()),
        in.smallNumber(),
        in.smallNumber(),
        ending(in.smallNumber()),
        in.number());
  }

  private static Ending.@Nullable Kind ending(int code) {
    return code == NOT_ENDED ? null : Ending.Kind.of(code);
  }
}
