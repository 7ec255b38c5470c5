package dev.waybill.api.webhooks;

import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/**
 * How far a reader of the feed has come in each partition. Times, and not places of the topic:
 * places would tell how much everybody else has there.
 *
 * @param millis of the last record that was looked at, by partition
 * @param seen how many events of that millisecond the reader was given, by partition
 */
@SuppressWarnings("ArrayRecordComponent") // of this package alone
record FeedCursor(long[] millis, int[] seen) {
  private static final byte VERSION = 1;
  private static final int BYTES = Long.BYTES + Integer.BYTES;

  /** Before everything. */
  static FeedCursor beginning(int partitions) {
    return new FeedCursor(new long[partitions], new int[partitions]);
  }

  /**
   * Reads a cursor.
   *
   * @throws RefusedException 400 if it is none of ours
   */
  static FeedCursor parse(String text, int partitions) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
      if (bytes.remaining() == 1 + partitions * BYTES && bytes.get() == VERSION) {
        FeedCursor cursor = beginning(partitions);
        for (int i = 0; i < partitions; i++) {
          cursor.millis[i] = bytes.getLong();
          cursor.seen[i] = bytes.getInt();
        }
        if (Arrays.stream(cursor.millis).allMatch(m -> m >= 0)
            && Arrays.stream(cursor.seen).allMatch(s -> s >= 0)) {
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
    ByteBuffer bytes = ByteBuffer.allocate(1 + millis.length * BYTES).put(VERSION);
    for (int i = 0; i < millis.length; i++) {
      bytes.putLong(millis[i]).putInt(seen[i]);
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }
}
