package dev.waybill.schemas;

/**
 * Names of record headers that Waybill adds to records that others wrote: when it moves them, and
 * on the dead-letter topics (CONTRACT 5). A letter has the headers that its record came with, and
 * ours after them: of two with the same name the last is ours.
 */
public final class WaybillHeaders {
  /** Of a record that was moved to the partition where it belongs. */
  public static final String MOVED = "waybill-moved";

  /** Of letters: why, in a sentence. A record without it is no letter. */
  public static final String REASON = "waybill-reason";

  /** Of letters: where the record was read. */
  public static final String ORIGIN_TOPIC = "waybill-origin-topic";

  public static final String ORIGIN_PARTITION = "waybill-origin-partition";

  public static final String ORIGIN_OFFSET = "waybill-origin-offset";

  /**
   * Of letters of what was too large: how many bytes the record had; its key and value are cut off.
   */
  public static final String CUT = "waybill-cut";

  /** Of a record that was put back onto its topic: how often by now. */
  public static final String REDRIVES = "waybill-redrives";

  /**
   * Of a mark, which is no letter: the offset of a letter of the same partition, earlier in it,
   * that was put back in the transaction that wrote the mark.
   */
  public static final String REDRIVEN = "waybill-redriven";

  private WaybillHeaders() {}
}
