package dev.waybill.emitter.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.lane.core.Item;
import dev.waybill.lane.host.ApplicationRows;

/**
 * How often in a row each delivery was refused for what it is. A row of the task for each that was,
 * of a version byte and the count, until it ends or fails in another way.
 */
final class Refusals {
  private static final byte VERSION = 1;

  private final ApplicationRows rows;

  Refusals(ApplicationRows rows) {
    this.rows = rows;
  }

  /** How often it was refused since it last came to anything else. */
  int of(Item delivery) {
    byte[] row = rows.get(key(delivery));
    if (row == null) {
      return 0;
    }
    if (row[0] != VERSION) {
      throw new IllegalStateException("the row of refusals has version " + row[0]);
    }
    return row[1];
  }

  /** Once more; counts no further than a byte holds, which is beyond what anybody asks. */
  void refused(Item delivery) {
    int count = Math.min(Byte.MAX_VALUE, of(delivery) + 1);
    rows.put(key(delivery), new byte[] {VERSION, (byte) count});
  }

  /** It came to something else, or to an end. */
  void over(Item delivery) {
    if (of(delivery) > 0) {
      rows.delete(key(delivery));
    }
  }

  private static byte[] key(Item delivery) {
    return ("refused/" + delivery.lane() + "/" + delivery.id()).getBytes(UTF_8);
  }
}
