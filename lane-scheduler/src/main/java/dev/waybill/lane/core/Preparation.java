package dev.waybill.lane.core;

import java.util.Map;
import java.util.Objects;

/** The application's answer when an item is about to be dispatched. */
public sealed interface Preparation {
  /**
   * Go on.
   *
   * @param payload the value of the dispatch record, for the executor
   * @param headers further headers of the dispatch record; names that begin with {@code waybill-}
   *     are the engine's
   */
  @SuppressWarnings("ArrayRecordComponent") // see Item
  record Ready(byte[] payload, Map<String, byte[]> headers) implements Preparation {
    public Ready {
      Objects.requireNonNull(payload, "payload");
      headers = Map.copyOf(headers);
    }

    public Ready(byte[] payload) {
      this(payload, Map.of());
    }
  }

  /**
   * End the item as {@link Ending.Kind#REFUSED}; nothing is dispatched and no pace used.
   *
   * @param reason becomes the ending's reason
   */
  record Refused(String reason) implements Preparation {
    public Refused {
      Objects.requireNonNull(reason, "reason");
    }
  }
}
