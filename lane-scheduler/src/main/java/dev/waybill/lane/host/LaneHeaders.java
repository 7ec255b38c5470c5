package dev.waybill.lane.host;

/** Names of record headers that the engine writes, beside the envelope of attempts. */
public final class LaneHeaders {
  /** Of dispatches: emission interval in nanoseconds and burst, by a comma. */
  public static final String PACE = "waybill-pace";

  /** Of a record that was moved to its lane's partition. */
  public static final String MOVED = "waybill-moved";

  /** Of dead letters: why, in a sentence. */
  public static final String REASON = "waybill-reason";

  /** Of dead letters: where the record was read. */
  public static final String ORIGIN_TOPIC = "waybill-origin-topic";

  public static final String ORIGIN_PARTITION = "waybill-origin-partition";

  public static final String ORIGIN_OFFSET = "waybill-origin-offset";

  /** Of dead letters that were too large: how many bytes the record had; its value is cut off. */
  public static final String CUT = "waybill-cut";

  private LaneHeaders() {}
}
