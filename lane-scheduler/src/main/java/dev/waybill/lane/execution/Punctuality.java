package dev.waybill.lane.execution;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether this machine's clock and those of the schedulers agree, as far as dispatches tell. An
 * executor whose clock is ahead by more than a dispatch stays valid refuses each of them, and would
 * do so for ever without a word; one whose clock is behind calls each of them that much later.
 * Thread-safe.
 */
final class Punctuality {
  /** So long every dispatch was too late before anybody is told. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** For so long after the last. */
  private static final Duration SHOWS = Duration.ofSeconds(30);

  private final Duration bound;
  private final ExecutorListener listener;

  /** Null while the last one was in time. */
  private @Nullable Lateness lateness;

  /** Null while the last one was not from what is the future here. */
  private @Nullable Future future;

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

  /** The last dispatch, which was written that much later than it was read. */
  private record Future(Instant at, Duration by) {}

  /**
   * So far all is well.
   *
   * @param bound how far this machine's clock may be behind
   */
  Punctuality(Duration bound, ExecutorListener listener) {
    this.bound = bound;
    this.listener = listener;
  }

  /** A dispatch was read, and is about to be acted on. */
  synchronized void read(ReceivedDispatch dispatch, Instant now) {
    Duration age = Duration.between(dispatch.writtenAt(), now);
    future = age.plus(bound).isNegative() ? new Future(now, age.negated()) : null;
    if (!now.isAfter(dispatch.attempt().notAfter())) {
      lateness = null;
      return;
    }
    lateness = lateness == null ? new Lateness(now, now, age) : lateness.and(now, age);
    listener.tooLate();
  }

  /** That clocks differ, in a sentence; empty if nothing tells of it. */
  synchronized Optional<String> problem(Instant now) {
    Future ahead = future;
    if (ahead != null && isRecent(ahead.at(), now)) {
      return Optional.of(
          ("this machine's clock is %d ms or more behind that of a scheduler, and every call is as"
                  + " late; set the clocks of this machine and the schedulers (NTP)")
              .formatted(ahead.by().toMillis()));
    }
    Lateness late = lateness;
    if (late == null
        || Duration.between(late.first(), late.last()).compareTo(PATIENCE) < 0
        || !isRecent(late.last(), now)) {
      return Optional.empty();
    }
    return Optional.of(
        ("every dispatch since %s was too late: by this machine's clock it was written %d ms ago"
                + " or more; set the clocks of this machine and the schedulers (NTP), or find out"
                + " what holds dispatches up")
            .formatted(late.first(), late.age().toMillis()));
  }

  private static boolean isRecent(Instant at, Instant now) {
    return Duration.between(at, now).compareTo(SHOWS) <= 0;
  }
}
