package dev.waybill.emitter.replay;

import dev.waybill.schemas.DeliveryLog;
import dev.waybill.schemas.DeliveryStatus;
import dev.waybill.schemas.ReplayChoice;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/**
 * What the delivery log tells of the events of one endpoint, as far as a replay's choice depends on
 * it. Of an event's entries the newest counts. Bounded; for one thread.
 */
final class LoggedEvents {
  /** About 80 bytes of heap each. */
  static final int MOST = 500_000;

  private final ReplayChoice choice;

  /** Of {@code failed} those whose delivery was given up, of {@code missing} all there are. */
  private final Set<UUID> events = new HashSet<>();

  LoggedEvents(ReplayChoice choice) {
    this.choice = choice;
  }

  /** Whether the log matters at all. */
  static boolean matter(ReplayChoice choice) {
    return switch (choice) {
      case FAILED, MISSING -> true;
      case ALL -> false;
    };
  }

  /** Takes an entry up, in the order of the log. */
  void take(DeliveryLog entry) {
    switch (choice) {
      case ALL -> {}
      case MISSING -> events.add(entry.eventId());
      case FAILED -> {
        if (entry.status() == DeliveryStatus.FAILED) {
          events.add(entry.eventId());
        } else {
          events.remove(entry.eventId());
        }
      }
    }
  }

  boolean isTooMuch() {
    return events.size() > MOST;
  }

  /** Whether the choice falls on an event. */
  boolean chooses(UUID event) {
    return switch (choice) {
      case ALL -> true;
      case MISSING -> !events.contains(event);
      case FAILED -> events.contains(event);
    };
  }
}
