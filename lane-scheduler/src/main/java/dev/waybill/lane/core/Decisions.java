package dev.waybill.lane.core;

/**
 * What the engine decides, in order. All decisions of a step take effect together with the event
 * that led to them, or not at all; rows are visible to {@link Rows} at once.
 */
public interface Decisions {
  void put(RowKey key, byte[] row);

  void delete(RowKey key);

  /** An item that was not known entered its lane. */
  void accepted(Item item);

  /** An item of a known id came again and was dropped. */
  void duplicate(LaneId lane, ItemId item);

  void dispatch(Dispatch dispatch);

  /**
   * Write a fence for this attempt to the topic that its reports come from. May be decided again
   * for the same attempt.
   */
  void fence(AttemptId attempt);

  void attempted(Attempted attempted);

  void ended(Ended ended);

  void late(Late late);
}
