package dev.waybill.emitter.sending;

import java.time.Duration;
import java.util.Objects;

/**
 * What an answer, or its absence, means for the delivery. The lane decides what follows.
 *
 * @param kind what follows
 * @param reason for the subscriber; empty for a success
 * @param retryAfter how long the endpoint asked to be left alone, zero if it did not
 * @param nothingLeftFor how long nothing is left of the endpoint's own limit, by the headers of its
 *     answer, whatever the answer was; zero if it said nothing of it, or asked for a time itself
 * @param disables whether the endpoint wants no more of anything
 */
public record Verdict(
    Kind kind, String reason, Duration retryAfter, Duration nothingLeftFor, boolean disables) {
  public Verdict {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(retryAfter, "retryAfter");
    Objects.requireNonNull(nothingLeftFor, "nothingLeftFor");
  }

  /** How often at most is tried what is refused every time: over 7 h 35 min by default. */
  public static final int MOST_REFUSALS = 6;

  /**
   * The verdict on what was refused before.
   *
   * @param refusals how often in a row, just before this attempt
   */
  public Verdict after(int refusals) {
    return kind == Kind.REFUSED && refusals >= MOST_REFUSALS - 1
        ? new Verdict(
            Kind.GIVEN_UP,
            "given up after %d refusals: %s".formatted(refusals + 1, reason),
            Duration.ZERO,
            // It asked for a rest, and the endpoint's other deliveries are to heed that.
            retryAfter.compareTo(nothingLeftFor) > 0 ? retryAfter : nothingLeftFor,
            disables)
        : this;
  }

  /** The kinds. */
  public enum Kind {
    /** Delivered. */
    DELIVERED,
    /** Again, by the endpoint's schedule. */
    RETRY,
    /** The same, and the endpoint fails as one that has too much to do. */
    STRAINED,
    /** Again, but the whole endpoint wants a rest; costs none of the attempts. */
    THROTTLED,
    /** Again, but not as often: it is the request that it does not take. */
    REFUSED,
    /** Not again: it was refused often enough. */
    GIVEN_UP,
    /** Not again: the endpoint does not want it. */
    ABORTED
  }
}
