package dev.waybill.worker.execution;

import dev.waybill.lane.core.Outcome;
import dev.waybill.lane.core.Recourse;
import dev.waybill.runtime.net.RateLimitFields;
import dev.waybill.tsp.AdapterOutcome;
import dev.waybill.tsp.Evidence;
import dev.waybill.tsp.RetryReason;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What an adapter's outcome is for the lane. */
final class LaneOutcomes {
  private LaneOutcomes() {}

  /**
   * For the scheduler.
   *
   * @param laneWait see {@link dev.waybill.lane.execution.AttemptOutcome#laneWait()}
   */
  record Told(Outcome outcome, Duration laneWait) {}

  /**
   * Translates an outcome that is known now.
   *
   * @param credentialsVersion those of the call
   * @param recourse what may be done if the call was lost
   */
  static Told of(AdapterOutcome outcome, long credentialsVersion, Recourse recourse, Instant now) {
    Duration laneWait = laneWait(outcome.evidence(), now);
    return switch (outcome) {
      case AdapterOutcome.Succeeded done -> new Told(new Outcome.Succeeded(), laneWait);
      case AdapterOutcome.Rejected no -> new Told(new Outcome.Rejected(no.message()), laneWait);
      case AdapterOutcome.Retryable later -> retryable(later, later.retryAfter(), laneWait);
      case AdapterOutcome.Unauthorized bad ->
          new Told(new Outcome.Unauthorized(credentialsVersion), laneWait);
      case AdapterOutcome.NotStarted not -> new Told(new Outcome.NotStarted(), laneWait);
      case AdapterOutcome.Unknown lost ->
          new Told(new Outcome.Unknown(lost.reason(), recourse), laneWait);
    };
  }

  /** How long the TSP has nothing left for the connection, by the headers of its answer. */
  static Duration laneWait(Evidence evidence, Instant now) {
    return RateLimitFields.waitUntilReset(evidence.headers(), now);
  }

  /**
   * Where a TSP says both, what it asks for by {@code Retry-After} counts. A refusal for pace is
   * tried again when something is left, and not by a guess of ours.
   */
  private static Told retryable(
      AdapterOutcome.Retryable later, @Nullable Duration retryAfter, Duration laneWait) {
    boolean throttled = later.reason() == RetryReason.THROTTLED;
    Outcome.Kind kind = throttled ? Outcome.Kind.THROTTLED : Outcome.Kind.OTHER;
    if (retryAfter != null) {
      return new Told(new Outcome.Retryable(later.message(), retryAfter, kind), Duration.ZERO);
    }
    Duration unasked = throttled ? laneWait : Duration.ZERO;
    return new Told(new Outcome.Retryable(later.message(), unasked, kind), laneWait);
  }
}
