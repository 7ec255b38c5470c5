package dev.waybill.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.lane.core.Outcome;
import dev.waybill.lane.core.Recourse;
import dev.waybill.tsp.AdapterOutcome;
import dev.waybill.tsp.Evidence;
import dev.waybill.tsp.RetryReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LaneOutcomesTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final Duration RESET = Duration.ofSeconds(30);
  private static final Duration ASKED = Duration.ofSeconds(7);
  private static final Evidence NOTHING_LEFT =
      new Evidence(200, Map.of("RateLimit", "\"default\";r=0;t=30"), Duration.ofMillis(12));

  @ParameterizedTest
  @MethodSource("answers")
  void whateverTheAnswerTheLaneWaitsUntilSomethingIsLeft(AdapterOutcome answer) {
    assertThat(told(answer).laneWait()).isEqualTo(RESET);
  }

  static AdapterOutcome[] answers() {
    return new AdapterOutcome[] {
      new AdapterOutcome.Succeeded("id", NOTHING_LEFT),
      new AdapterOutcome.Rejected("no", "no", NOTHING_LEFT),
      new AdapterOutcome.Unauthorized("who?", NOTHING_LEFT),
      new AdapterOutcome.Retryable(RetryReason.TSP_ERROR, "oh", null, NOTHING_LEFT)
    };
  }

  @Test
  void aRefusalForPaceIsTriedAgainWhenSomethingIsLeft() {
    LaneOutcomes.Told told =
        told(new AdapterOutcome.Retryable(RetryReason.THROTTLED, "slow down", null, NOTHING_LEFT));

    assertThat(told.outcome())
        .isEqualTo(new Outcome.Retryable("slow down", RESET, Outcome.Kind.THROTTLED));
  }

  @Test
  void anErrorIsTriedAgainAfterItsBackOff() {
    LaneOutcomes.Told told =
        told(new AdapterOutcome.Retryable(RetryReason.TSP_ERROR, "oh", null, NOTHING_LEFT));

    assertThat(told.outcome())
        .isEqualTo(new Outcome.Retryable("oh", Duration.ZERO, Outcome.Kind.OTHER));
  }

  @Test
  void whatIsAskedForByRetryAfterCountsBeforeTheReset() {
    LaneOutcomes.Told told =
        told(new AdapterOutcome.Retryable(RetryReason.THROTTLED, "later", ASKED, NOTHING_LEFT));

    assertThat(told.outcome())
        .isEqualTo(new Outcome.Retryable("later", ASKED, Outcome.Kind.THROTTLED));
    assertThat(told.laneWait()).isZero();
  }

  @Test
  void anAnswerThatSaysNothingHoldsNothingUp() {
    Evidence silent = Evidence.unanswered(Duration.ofMillis(12));

    assertThat(told(new AdapterOutcome.Unknown("lost", silent)))
        .isEqualTo(
            new LaneOutcomes.Told(new Outcome.Unknown("lost", Recourse.RECONCILE), Duration.ZERO));
  }

  private static LaneOutcomes.Told told(AdapterOutcome outcome) {
    return LaneOutcomes.of(outcome, 3, Recourse.RECONCILE, NOW);
  }
}
