package dev.waybill.api.peers;

/** What came of asking another instance. */
public sealed interface PeerAnswer {
  /**
   * It has answered.
   *
   * @param body as its handler wrote it
   */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  record Answered(byte[] body) implements PeerAnswer {}

  /**
   * It has not, and may later.
   *
   * @param reason for logs
   */
  record Unavailable(String reason) implements PeerAnswer {}
}
