package dev.waybill.lane.host;

/**
 * Records that leave in the task's transaction. Only to be used on the stream thread, within a call
 * of the engine.
 */
public interface LaneOutput {
  /** Publishes a record; its timestamp is the time of the step. */
  void publish(OutboundRecord record);

  /**
   * Sends a record, as it came in, to the dead-letter topic with headers that say why and from
   * where.
   *
   * @param reason a sentence for the one who has to look at it; no secrets
   */
  void deadLetter(InboundRecord record, String reason);
}
