package dev.waybill.api.webhooks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import java.util.Base64;

/**
 * A cut between two records of a log, and to which side of it a page lies. A time, and not a place
 * of the topic: places would tell how much everybody else has there. So many wanted records lie
 * between the first that is not older than the time, and the cut: that holds also where a broker's
 * clock went back.
 *
 * @param millis the time
 * @param behind how many wanted ones lie between it and the cut
 * @param newer whether the page is of what is newer than the cut, rather than older
 */
record TimeCursor(long millis, int behind, boolean newer) {
  /** More than are read for a page. */
  private static final int MOST_BEHIND = 100_000;

  private static final String NEWER = "n";
  private static final String OLDER = "o";

  /** The same cut, for the other side. */
  TimeCursor turned() {
    return new TimeCursor(millis, behind, !newer);
  }

  /**
   * Reads a cursor.
   *
   * @throws RefusedException 400 if it is none of ours
   */
  static TimeCursor parse(String text) {
    try {
      String[] parts = new String(Base64.getUrlDecoder().decode(text), US_ASCII).split("\\.", -1);
      if (parts.length == 3 && (parts[0].equals(NEWER) || parts[0].equals(OLDER))) {
        long millis = Long.parseLong(parts[1]);
        int behind = Integer.parseInt(parts[2]);
        if (millis >= 0 && millis < 1L << 48 && behind >= 0 && behind < MOST_BEHIND) {
          return new TimeCursor(millis, behind, parts[0].equals(NEWER));
        }
      }
    } catch (IllegalArgumentException e) {
      // told below
    }
    throw new RefusedException(
        ProblemCode.INVALID_CURSOR, "use a cursor as it was answered, or none");
  }

  String text() {
    String plain = (newer ? NEWER : OLDER) + "." + millis + "." + behind;
    return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(US_ASCII));
  }
}
