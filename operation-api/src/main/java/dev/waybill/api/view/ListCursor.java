package dev.waybill.api.view;

import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/**
 * A place in a list, opaque to callers. It is tied to the partner and the filters; a forged one
 * leads to nothing but another place in the same partner's list.
 *
 * @param backward whether the page lies before the place
 * @param time of the operation at the place
 * @param id of the operation at the place
 */
record ListCursor(boolean backward, Instant time, UUID id) {
  private static final byte VERSION = 1;
  private static final int BYTES = 1 + 1 + Long.BYTES + Long.BYTES + 2 * Long.BYTES;

  /** The text that callers get. */
  String write(long binding) {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES).put(VERSION).put((byte) (backward ? 1 : 0));
    bytes.putLong(binding).putLong(time.toEpochMilli());
    bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /**
   * Reads a cursor.
   *
   * @throws RefusedException 400 if it is none, or one of another query
   */
  static ListCursor read(String text, long binding) {
    ByteBuffer bytes;
    try {
      bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw invalid();
    }
    if (bytes.remaining() != BYTES || bytes.get() != VERSION) {
      throw invalid();
    }
    byte direction = bytes.get();
    if (direction < 0 || direction > 1 || bytes.getLong() != binding) {
      throw invalid();
    }
    long time = bytes.getLong();
    if (time < 0) {
      throw invalid();
    }
    return new ListCursor(
        direction == 1, Instant.ofEpochMilli(time), new UUID(bytes.getLong(), bytes.getLong()));
  }

  private static RefusedException invalid() {
    return new RefusedException(
        ProblemCode.INVALID_CURSOR,
        "use a cursor as it was answered, with the same filters and sort_order; size may change");
  }
}
