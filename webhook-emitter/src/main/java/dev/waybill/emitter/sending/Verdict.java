package dev.waybill.emitter.sending;

import java.time.Duration;
import java.util.Objects;

/**
 * What an answer, or its absence, means for the delivery. The lane decides what follows.
 *
 * @param kind what follows
 * @param reason for the subscriber; empty for a success
 * @param retryAfter how long the endpoint asked to be left alone, zero if it did not
 * @param disables whether the endpoint wants no more of anything
 */
public record Verdict(Kind kind, String reason, Duration retryAfter, boolean disables) {
  public Verdict {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(retryAfter, "retryAfter");
  }

  /** The kinds. */
  public enum Kind {
    /** Delivered. */
    DELIVERED,
    /** Again, by the endpoint's schedule. */
    RETRY,
    /** Again, but the whole endpoint wants a rest; costs none of the attempts. */
    THROTTLED,
    /** Not again: the endpoint does not want it. */
    ABORTED
  }
}
