package dev.waybill.lane.core;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where in its lane an item waits, and for what.
 *
 * @param priority the ring
 * @param orderKey items of one key are started in order of arrival, each only after the one before
 *     has ended; empty for an item that is ordered against nothing. At most {@value
 *     #MAX_ORDER_KEY_BYTES} bytes in UTF-8
 * @param requiredVersion the lane's settings must have at least this version before the item
 *     starts, 0 for any; the wait is bounded
 * @param references earlier items that must have succeeded before this one starts, at most {@value
 *     #MAX_REFERENCES}
 * @param startBy not null for an express item, for whose end somebody waits: it goes in front of
 *     the others and does not wait for pace (but uses it up), is made once, is refused where
 *     anything would hold it up, and is not started after this moment
 */
public record Placement(
    Priority priority,
    String orderKey,
    long requiredVersion,
    List<Reference> references,
    @Nullable Instant startBy) {
  /** Longer keys would make the rows of the chain longer than the items that wait in it. */
  public static final int MAX_ORDER_KEY_BYTES = 512;

  /** All are looked at in one step. */
  public static final int MAX_REFERENCES = 64;

  public Placement {
    Objects.requireNonNull(priority, "priority");
    references = List.copyOf(references);
    if (orderKey.getBytes(StandardCharsets.UTF_8).length > MAX_ORDER_KEY_BYTES) {
      throw new IllegalArgumentException(
          "an order key has at most " + MAX_ORDER_KEY_BYTES + " bytes");
    }
    if (requiredVersion < 0) {
      throw new IllegalArgumentException("requiredVersion is not negative");
    }
    if (references.size() > MAX_REFERENCES) {
      throw new IllegalArgumentException("an item has at most " + MAX_REFERENCES + " references");
    }
  }

  /** Waits for nothing but its turn. */
  public Placement(Priority priority, String orderKey, long requiredVersion) {
    this(priority, orderKey, requiredVersion, List.of(), null);
  }

  /** Normal priority, any version of the settings. */
  public static Placement ordered(String orderKey) {
    return new Placement(Priority.NORMAL, orderKey, 0);
  }

  /** The same, waiting for these. */
  public Placement after(List<Reference> earlier) {
    return new Placement(priority, orderKey, requiredVersion, earlier, startBy);
  }

  /** The same as an express item. */
  public Placement express(Instant latestStart) {
    return new Placement(priority, orderKey, requiredVersion, references, latestStart);
  }

  /** Whether somebody waits for the end, see {@link #startBy()}. */
  public boolean isExpress() {
    return startBy != null;
  }
}
