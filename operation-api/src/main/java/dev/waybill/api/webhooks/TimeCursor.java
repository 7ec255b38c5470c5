package dev.waybill.api.webhooks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import java.util.Base64;

/**
 * Where a page of a log ended. A time, and not a place of the topic: places would tell how much
 * everybody else has there.
 *
 * @param millis of the last record
 * @param seen how many of that millisecond were given already
 */
record TimeCursor(long millis, int seen) {
  /**
   * Reads a cursor.
   *
   * @throws RefusedException 400 if it is none of ours
   */
  static TimeCursor parse(String text) {
    try {
      String[] parts = new String(Base64.getUrlDecoder().decode(text), US_ASCII).split("\\.", -1);
      if (parts.length == 2) {
        TimeCursor cursor = new TimeCursor(Long.parseLong(parts[0]), Integer.parseInt(parts[1]));
        if (cursor.millis >= 0
            && cursor.millis < 1L << 48
            && cursor.seen >= 0
            && cursor.seen < 100_000) {
          return cursor;
        }
      }
    } catch (IllegalArgumentException e) {
      // told below
    }
    throw new RefusedException(
        ProblemCode.INVALID_CURSOR, "use a cursor as it was answered, or none");
  }

  String text() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((millis + "." + seen).getBytes(US_ASCII));
  }
}
