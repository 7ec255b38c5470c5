package dev.waybill.emitter.delivery;

import dev.waybill.lane.core.ItemId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * When the retries of a task are due, to tell how late they go: of {@value #MOST} that were put off
 * last, which is a sample where more are parked. Only on the heap: after a restart nothing is told
 * of those from before. For one thread.
 */
final class DueRetries {
  static final int MOST = 10_000;

  private final Map<ItemId, Instant> due =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ItemId, Instant> eldest) {
          return size() > MOST;
        }
      };

  /** A delivery is to be tried again. */
  void putOff(ItemId delivery, Instant until) {
    due.remove(delivery);
    due.put(delivery, until);
  }

  /** It is; how late, if that is known. */
  Optional<Duration> tried(ItemId delivery, Instant now) {
    Instant was = due.remove(delivery);
    return was == null
        ? Optional.empty()
        : Optional.of(now.isBefore(was) ? Duration.ZERO : Duration.between(was, now));
  }

  /** It has ended. */
  void ended(ItemId delivery) {
    due.remove(delivery);
  }
}
