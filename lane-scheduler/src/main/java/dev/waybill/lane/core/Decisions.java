package dev.waybill.lane.core;

import java.time.Instant;

/**
 * What the engine decides, in order. All decisions of a step take effect together with the event
 * that led to them, or not at all; rows are visible to {@link Rows} at once.
 */
public interface Decisions {
  void put(RowKey key, byte[] row);

  void delete(RowKey key);

  /**
   * An item that was not known entered its lane.
   *
   * @param reason why it does not go at once, {@link Waiting.Reason#NONE} if it may
   */
  void accepted(Item item, Waiting.Reason reason);

  /** An item that had failed begins another run. */
  void runAgain(Item item, int run, Instant at);

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

  /** A lane's head has changed; what it looks like, {@link LaneEngine#lane} tells. */
  void changed(LaneId lane);

  /** A lane's head is no more: nothing was left of it but its name. */
  void gone(LaneId lane);
}
