package dev.waybill.lane.host;

/** Names of record headers between scheduler and executors, beside the envelope of attempts. */
public final class LaneHeaders {
  /** Of dispatches: emission interval in nanoseconds and burst, by a comma. */
  public static final String PACE = "waybill-pace";

  private LaneHeaders() {}
}
