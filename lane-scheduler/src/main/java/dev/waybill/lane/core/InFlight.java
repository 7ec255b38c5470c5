package dev.waybill.lane.core;

/** An attempt in flight, as its lane's head lists it. Changed only through its lane. */
final class InFlight {
  final ItemId item;
  final int run;
  final int attempt;
  final long dispatchedAt;

  /** When to write the next fence, in epoch milliseconds. */
  long deadline;

  boolean started;
  Recourse recourse = Recourse.REPEAT;

  // ---- of the heap only ----
  /** Which pool of {@link Slots} it takes from. */
  boolean slow;

  boolean freed;

  /** How many were in flight when it was dispatched, itself included; 0 if that is not known. */
  int beside;

  /** What the call took, once it is reported; 0 if that is not known. */
  long callMillis;

  /**
   * It calls where the lane called before, so its answer says nothing of where it calls now. Not
   * known of calls from before a restart.
   */
  boolean isOfAnotherSide;

  InFlight(ItemId item, int run, int attempt, long dispatchedAt, long deadline) {
    this.item = item;
    this.run = run;
    this.attempt = attempt;
    this.dispatchedAt = dispatchedAt;
    this.deadline = deadline;
  }

  boolean is(AttemptId id) {
    return attempt == id.attempt() && run == id.run() && item.equals(id.item());
  }

  AttemptId id(LaneId lane) {
    return new AttemptId(lane, item, run, attempt);
  }
}
