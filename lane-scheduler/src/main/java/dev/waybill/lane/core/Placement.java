package dev.waybill.lane.core;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Where in its lane an item waits, and for what.
 *
 * @param priority the ring
 * @param orderKey items of one key are started in order of arrival, each only after the one before
 *     has ended; empty for an item that is ordered against nothing. At most {@value
 *     #MAX_ORDER_KEY_BYTES} bytes in UTF-8
 * @param requiredVersion the lane's settings must have at least this version before the item
 *     starts, 0 for any; the wait is bounded
 */
public record Placement(Priority priority, String orderKey, long requiredVersion) {
  /** Longer keys would make the rows of the chain longer than the items that wait in it. */
  public static final int MAX_ORDER_KEY_BYTES = 512;

  public Placement {
    Objects.requireNonNull(priority, "priority");
    if (orderKey.getBytes(StandardCharsets.UTF_8).length > MAX_ORDER_KEY_BYTES) {
      throw new IllegalArgumentException(
          "an order key has at most " + MAX_ORDER_KEY_BYTES + " bytes");
    }
    if (requiredVersion < 0) {
      throw new IllegalArgumentException("requiredVersion is not negative");
    }
  }

  /** Normal priority, any version of the settings. */
  public static Placement ordered(String orderKey) {
    return new Placement(Priority.NORMAL, orderKey, 0);
  }
}
