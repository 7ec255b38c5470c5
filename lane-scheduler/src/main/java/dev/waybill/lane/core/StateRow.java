package dev.waybill.lane.core;

/**
 * The small row of an item that changes with each step, and stays as the dedupe marker after the
 * end.
 *
 * <pre>
 *           ┌────────────────────────────────────────────┐
 *  HELD ──▶ READY ──▶ IN_FLIGHT ──▶ BACKING_OFF ──▶ READY │ ──▶ ENDED ──▶ (deleted)
 *           └────────── ◀ ──┘ not started, throttled ─────┘
 * </pre>
 *
 * @param phase where it is
 * @param run from 1
 * @param attempt number of the last dispatch in the run, 0 before the first
 * @param attemptsUsed attempts that count
 * @param orderedBy the ordering in force when it arrived: its key stays the same whatever the
 *     settings say later
 * @param evidence whether there is an evidence row
 * @param at READY: the position in its ring; BACKING_OFF: due; ENDED: when the marker goes; else 0
 */
record StateRow(
    Phase phase,
    int run,
    int attempt,
    int attemptsUsed,
    Ordering orderedBy,
    boolean evidence,
    long at) {
  private static final int VERSION = 1;
  private static final int SIZE = 20;

  enum Phase {
    READY(1),
    HELD(2),
    BACKING_OFF(3),
    IN_FLIGHT(4),
    ENDED(5);

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
        default -> throw new IllegalStateException("unknown phase code " + code);
      };
    }
  }

  static StateRow arrived(Ordering orderedBy) {
    return new StateRow(Phase.HELD, 1, 0, 0, orderedBy, false, 0);
  }

  StateRow in(Phase next, long at) {
    return new StateRow(next, run, attempt, attemptsUsed, orderedBy, evidence, at);
  }

  StateRow dispatched() {
    return new StateRow(Phase.IN_FLIGHT, run, attempt + 1, attemptsUsed, orderedBy, evidence, 0);
  }

  StateRow counted() {
    return new StateRow(phase, run, attempt, attemptsUsed + 1, orderedBy, evidence, at);
  }

  StateRow withEvidence(boolean present) {
    return new StateRow(phase, run, attempt, attemptsUsed, orderedBy, present, at);
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
        .flag(evidence)
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
        in.flag(),
        in.number());
  }
}
