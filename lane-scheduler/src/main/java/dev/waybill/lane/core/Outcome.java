package dev.waybill.lane.core;

import java.time.Duration;
import java.util.Objects;

/** How one attempt went. */
public sealed interface Outcome {
  /** Done. */
  record Succeeded() implements Outcome {}

  /**
   * Refused for good; trying again would give the same, or has been tried often enough.
   *
   * @param reason a short text for the terminal event
   * @param isFailure whether the lane's breaker takes it for one more failure of the other side, as
   *     those before that were tried again, and not for an answer
   */
  record Rejected(String reason, boolean isFailure) implements Outcome {
    public Rejected {
      Objects.requireNonNull(reason, "reason");
    }

    /** An answer of a side that works. */
    public Rejected(String reason) {
      this(reason, false);
    }
  }

  /**
   * Failed in a way that may pass.
   *
   * @param reason a short text
   * @param retryAfter what the other side asked for, zero if nothing; a floor for the whole lane,
   *     bounded by the engine
   * @param kind whether the failure counts as an attempt
   */
  record Retryable(String reason, Duration retryAfter, Kind kind) implements Outcome {
    public Retryable {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(kind, "kind");
      if (retryAfter.isNegative()) {
        throw new IllegalArgumentException("retryAfter is not negative");
      }
    }
  }

  /** Whether a passing failure counts. */
  enum Kind {
    /** The other side limits our pace: costs no attempt. */
    THROTTLED,
    /** Everything else: costs an attempt. */
    OTHER,
    /** As every other, and as a side fails that has too much to do. */
    STRAINED,
    /**
     * We cannot call at present: costs no attempt, holds the lane, tells nothing of the other side.
     */
    HELD
  }

  /**
   * The lane's credentials are bad: suspends the lane until newer ones come, costs no attempt.
   *
   * @param credentialsVersion those that were refused, so that an old refusal cannot suspend a
   *     repaired lane
   */
  record Unauthorized(long credentialsVersion) implements Outcome {}

  /** Was not called at all (too late, shutting down): back to the front, costs no attempt. */
  record NotStarted() implements Outcome {}

  /**
   * It may have happened or not.
   *
   * @param reason a short text
   * @param recourse what may be done about it
   */
  record Unknown(String reason, Recourse recourse) implements Outcome {
    public Unknown {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(recourse, "recourse");
    }
  }

  /** Only of an attempt to reconcile: the call did not happen, so it may be made. */
  record NotHappened() implements Outcome {}
}
