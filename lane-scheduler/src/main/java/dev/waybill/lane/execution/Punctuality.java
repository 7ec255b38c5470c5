package dev.waybill.lane.execution;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether dispatches come in while they are valid. An executor whose clock is further ahead of the
 * schedulers' than that refuses each of them, and would do so for ever without a word. Thread-safe.
 */
final class Punctuality {
  /** So long every dispatch was too late before anybody is told. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** For so long after the last. */
  private static final Duration SHOWS = Duration.ofSeconds(30);

  private final ExecutorListener listener;

  /** Null while the last one was in time. */
  private @Nullable Lateness lateness;

  /**
   * Dispatches that were all too late.
   *
   * @param age the least that one had, by this machine's clock and the writer's
   */
  private record Lateness(Instant first, Instant last, Duration age) {
    Lateness and(Instant at, Duration another) {
      return new Lateness(first, at, another.compareTo(age) < 0 ? another : age);
    }
  }

  Punctuality(ExecutorListener listener) {
    this.listener = listener;
  }

  /** A dispatch was read, and is about to be acted on. */
  synchronized void read(ReceivedDispatch dispatch, Instant now) {
    if (!now.isAfter(dispatch.attempt().notAfter())) {
      lateness = null;
      return;
    }
    Duration age = Duration.between(dispatch.writtenAt(), now);
    lateness = lateness == null ? new Lateness(now, now, age) : lateness.and(now, age);
    listener.tooLate();
  }

  /** That every dispatch was too late for a while, in a sentence; empty if that is not so. */
  synchronized Optional<String> problem(Instant now) {
    Lateness late = lateness;
    if (late == null
        || Duration.between(late.first(), late.last()).compareTo(PATIENCE) < 0
        || Duration.between(late.last(), now).compareTo(SHOWS) > 0) {
      return Optional.empty();
    }
    return Optional.of(
        ("every dispatch since %s was too late: by this machine's clock it was written %d ms ago"
                + " or more; set the clocks of this machine and the schedulers (NTP), or find out"
                + " what holds dispatches up")
            .formatted(late.first(), late.age().toMillis()));
  }
}
