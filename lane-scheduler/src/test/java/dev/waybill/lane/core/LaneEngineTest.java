package dev.waybill.lane.core;

import static dev.waybill.lane.core.Lab.LANE;
import static dev.waybill.lane.core.Lab.failed;
import static dev.waybill.lane.core.Lab.lane;
import static dev.waybill.lane.core.Lab.unlimited;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.waybill.lane.core.Ending.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One rule at a time. */
class LaneEngineTest {
  private static final Duration TICK = Duration.ofMillis(10);
  private final Lab lab = new Lab();

  @Test
  void dispatchesAtOnceWhatMayGo() {
    lab.configure(unlimited());
    Item item = lab.arrive();

    Dispatch dispatch = lab.lastDispatch();
    assertThat(dispatch.attempt()).isEqualTo(new AttemptId(LANE, item.id(), 1, 1));
    assertThat(dispatch.window().notBefore()).isEqualTo(lab.now);
    assertThat(dispatch.window().notAfter()).isEqualTo(lab.now.plusSeconds(1));
    assertThat(dispatch.preparation().payload()).isEqualTo(item.payload());
    assertThat(lab.decided.accepted).containsExactly(item);
  }

  @Test
  void aReportOfAnAttemptThatNeverWasChangesNothing() {
    lab.configure(unlimited());
    Item first = lab.arrive(Placement.ordered("truck"));
    Item held = lab.arrive(Placement.ordered("truck"));
    lab.finish(new AttemptId(LANE, held.id(), 1, 1), new Outcome.Succeeded(), "forged");
    lab.finish(new AttemptId(LANE, first.id(), 1, 2), new Outcome.Succeeded(), "forged");

    assertThat(lab.decided.ended).isEmpty();
    assertThat(lab.decided.late).hasSize(2);
    lab.finishLast(new Outcome.Succeeded());
    assertThat(lab.lastDispatch().attempt().item()).isEqualTo(held.id());
  }

  @Test
  void refusesTimesThatNoClockReaches() {
    Duration tooLong = Duration.ofSeconds(Long.MAX_VALUE);
    Backoff backoff = new Backoff.Exponential(Duration.ofSeconds(1), Duration.ofMinutes(5));
    assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(3, backoff, tooLong));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Backoff.Exponential(Duration.ofSeconds(1), tooLong));
    assertThatIllegalArgumentException().isThrownBy(() -> new Backoff.Schedule(List.of(tooLong)));
  }

  @Test
  void endsOnSuccessWithTheEvidence() {
    lab.configure(unlimited());
    lab.arrive();
    lab.finishLast(new Outcome.Succeeded());

    Ended ended = lab.decided.ended.getFirst();
    assertThat(ended.ending()).isEqualTo(new Ending(Kind.SUCCEEDED, ""));
    assertThat(ended.progress()).isEqualTo(new Progress(1, 1, 1));
    assertThat(ended.evidence()).containsExactly(Lab.note("note 1"));
    assertThat(lab.engine.depth()).isZero();
    assertThat(lab.engine.outstanding()).isZero();
  }

  @Test
  void endsOnRejectionWithTheReason() {
    lab.configure(unlimited());
    lab.arrive();
    lab.finishLast(new Outcome.Rejected("no such driver"));

    assertThat(lab.decided.ended.getFirst().ending())
        .isEqualTo(new Ending(Kind.REJECTED, "no such driver"));
  }

  @Test
  void dropsAnIdThatItKnowsAlsoAfterTheEnd() {
    lab.configure(unlimited());
    Item item = lab.arrive();
    lab.engine.handle(new LaneEvent.ItemArrived(item), lab.now);
    lab.finishLast(new Outcome.Succeeded());
    lab.engine.handle(new LaneEvent.ItemArrived(item), lab.now);

    assertThat(lab.decided.duplicates).containsExactly(item.id(), item.id());
    assertThat(lab.decided.dispatches).hasSize(1);
  }

  @Test
  void forgetsAnEndedItemAfterTheDedupeWindow() {
    lab.configure(unlimited());
    lab.arrive();
    lab.finishLast(new Outcome.Succeeded());
    lab.pass(Duration.ofDays(15));
    assertThat(lab.rows.count(RowKey.Kind.STATE)).isEqualTo(1);
    lab.pass(Duration.ofHours(2));
    lab.pass(TICK);
    lab.pass(TICK);

    assertThat(lab.rows.all().keySet())
        .extracting(RowKey::kind)
        .containsOnly(RowKey.Kind.HEAD, RowKey.Kind.FLOOR);
  }

  @Test
  void paysForEachCallFromTheBurstAndThenWaitsForPace() {
    lab.configure(lane(10, 2, 100));
    for (int i = 0; i < 5; i++) {
      lab.arrive();
    }
    for (int i = 0; i < 40; i++) {
      lab.pass(TICK);
    }

    assertThat(lab.decided.dispatches)
        .extracting(
            dispatch -> Duration.between(Lab.START, dispatch.window().notBefore()).toMillis())
        .containsExactly(0L, 0L, 100L, 200L, 300L);
  }

  @Test
  void keepsTheCap() {
    lab.configure(lane(1_000_000, 100, 2));
    for (int i = 0; i < 4; i++) {
      lab.arrive();
    }
    assertThat(lab.decided.dispatches).hasSize(2);
    assertThat(lab.engine.lane(LANE).orElseThrow().waiting().reason())
        .isEqualTo(Waiting.Reason.CAP);

    lab.finish(lab.decided.dispatches.getFirst(), new Outcome.Succeeded());
    assertThat(lab.decided.dispatches).hasSize(3);
  }

  @Test
  void keepsTheSlotsOfTheTask() {
    lab.settings =
        new EngineSettings(
            3, 10, EngineSettings.Timing.defaults(), EngineSettings.Waits.defaults());
    lab.restart();
    lab.configure(unlimited());
    for (int i = 0; i < 5; i++) {
      lab.arrive();
    }
    assertThat(lab.decided.dispatches).hasSize(3);

    lab.finishLast(new Outcome.Succeeded());
    assertThat(lab.decided.dispatches).hasSize(4);
  }

  @Test
  void appliesNewLimitsToWhatWaits() {
    lab.configure(lane(1.0 / 60, 1, 100));
    lab.arrive();
    lab.arrive();
    lab.pass(Duration.ofSeconds(1));
    assertThat(lab.decided.dispatches).hasSize(1);

    LaneSettings faster = lane(10, 1, 100);
    lab.configure(new LaneSettings(2, 1, faster.limits(), faster.retry(), Ordering.PER_KEY, false));
    lab.pass(Duration.ofMillis(200));
    assertThat(lab.decided.dispatches).hasSize(2);
  }

  @Test
  void ignoresOlderSettings() {
    lab.configure(lane(1, 1, 7));
    LaneSettings older = unlimited();
    lab.configure(new LaneSettings(0, 1, older.limits(), older.retry(), Ordering.NONE, false));
    lab.arrive();
    lab.arrive();

    assertThat(lab.decided.dispatches).hasSize(1);
  }

  @Test
  void retriesAfterTheBackoffAndGivesUpAfterTheLastAttempt() {
    lab.configure(unlimited());
    lab.arrive();
    for (int i = 0; i < 3; i++) {
      lab.finishLast(failed());
      lab.pass(Duration.ofMinutes(5));
      lab.pass(TICK);
    }

    assertThat(lab.decided.attempted).hasSize(2);
    assertThat(lab.decided.dispatches).hasSize(3);
    Ended ended = lab.decided.ended.getFirst();
    assertThat(ended.ending()).isEqualTo(new Ending(Kind.RETRIES_EXHAUSTED, "down"));
    assertThat(ended.progress()).isEqualTo(new Progress(1, 3, 3));
    assertThat(ended.evidence()).hasSize(3);
  }

  @Test
  void retriesAtTheTimeThatItSaid() {
    lab.configure(unlimited());
    lab.arrive();
    lab.finishLast(failed());
    Instant next = lab.decided.attempted.getFirst().nextAttemptAt();
    assertThat(Duration.between(lab.now, next)).isBetween(Duration.ZERO, Duration.ofSeconds(1));
    assertThat(lab.engine.lane(LANE).orElseThrow().waiting().reason())
        .isEqualTo(Waiting.Reason.RETRY);

    lab.restart();
    lab.pass(Duration.between(lab.now, next).minusMillis(1));
    assertThat(lab.decided.dispatches).hasSize(1);
    lab.pass(Duration.ofMillis(1));
    assertThat(lab.decided.dispatches).hasSize(2);
  }

  @Test
  void followsAScheduleOfRetries() {
    RetryPolicy schedule =
        new RetryPolicy(
            9,
            new Backoff.Schedule(List.of(Duration.ofSeconds(5), Duration.ofHours(2))),
            Duration.ofDays(3));
    lab.configure(new LaneSettings(1, 1, unlimited().limits(), schedule, Ordering.PER_KEY, false));
    lab.arrive();
    lab.finishLast(failed());
    Instant second = lab.decided.attempted.getLast().nextAttemptAt();
    assertThat(second)
        .isBetween(lab.now.plus(Duration.ofSeconds(5)), lab.now.plus(Duration.ofMillis(5_500)));
    lab.pass(Duration.between(lab.now, second));
    lab.finishLast(failed());
    Instant third = lab.decided.attempted.getLast().nextAttemptAt();
    assertThat(third)
        .isBetween(lab.now.plus(Duration.ofHours(2)), lab.now.plus(Duration.ofMinutes(132)));
    lab.restart();
    lab.pass(Duration.between(lab.now, third).minusMillis(1));
    for (int i = 0; i < 50; i++) {
      lab.engine.tick(lab.now);
    }
    assertThat(lab.decided.dispatches).hasSize(2);
    lab.pass(Duration.ofMillis(1));
    assertThat(lab.decided.dispatches).hasSize(3);
  }

  @Test
  void aThrottledAttemptCostsNothingAndHoldsTheWholeLane() {
    lab.configure(unlimited());
    lab.arrive();
    lab.finishLast(new Outcome.Retryable("429", Duration.ofSeconds(7), Outcome.Kind.THROTTLED));
    lab.arrive();
    assertThat(lab.decided.dispatches).hasSize(1);
    assertThat(lab.decided.attempted.getFirst().progress().attemptsUsed()).isZero();
    assertThat(lab.engine.lane(LANE).orElseThrow().waiting())
        .isEqualTo(new Waiting(Waiting.Reason.LIMIT, lab.now.plusSeconds(7)));

    lab.pass(Duration.ofSeconds(8));
    assertThat(lab.decided.dispatches).hasSize(3);
    assertThat(lab.decided.dispatches.get(1).window().notBefore())
        .isAfterOrEqualTo(Lab.START.plusSeconds(7));
  }

  @Test
  void aRetryAfterOfAYearHoldsTheLaneForAnHour() {
    lab.configure(unlimited());
    lab.arrive();
    lab.finishLast(new Outcome.Retryable("429", Duration.ofDays(365), Outcome.Kind.THROTTLED));

    assertThat(lab.decided.attempted.getFirst().nextAttemptAt())
        .isEqualTo(lab.now.plus(Duration.ofHours(1)));
  }

  @Test
  void badCredentialsSuspendTheLaneUntilNewerOnesCome() {
    lab.configure(unlimited());
    lab.arrive();
    lab.finishLast(new Outcome.Unauthorized(1));
    lab.arrive();
    lab.pass(Duration.ofMinutes(14));
    assertThat(lab.decided.dispatches).hasSize(1);
    assertThat(lab.decided.attempted.getFirst().nextAttemptAt()).isEqualTo(Attempted.NOT_KNOWN);
    lab.restart();
    assertThat(lab.engine.lane(LANE).orElseThrow().waiting().reason())
        .isEqualTo(Waiting.Reason.SUSPENDED);

    LaneSettings known = unlimited();
    lab.configure(new LaneSettings(2, 2, known.limits(), known.retry(), Ordering.PER_KEY, false));
    assertThat(lab.decided.dispatches).hasSize(3);
    assertThat(lab.decided.dispatches.get(1).attempt().attempt()).isEqualTo(2);
  }

  @Test
  void refusedOldCredentialsDoNotSuspendARepairedLane() {
    lab.configure(unlimited());
    lab.arrive();
    LaneSettings known = unlimited();
    lab.configure(new LaneSettings(2, 2, known.limits(), known.retry(), Ordering.PER_KEY, false));
    lab.finishLast(new Outcome.Unauthorized(1));

    assertThat(lab.decided.dispatches).hasSize(2);
  }

  @Test
  void anAttemptThatNeverStartedIsDispatchedAgainAtNoCost() {
    lab.configure(unlimited());
    lab.arrive();
    lab.finishLast(new Outcome.NotStarted());

    assertThat(lab.lastDispatch().attempt().attempt()).isEqualTo(2);
    assertThat(lab.decided.attempted).isEmpty();
    lab.finishLast(new Outcome.Succeeded());
    assertThat(lab.decided.ended.getFirst().progress().attemptsUsed()).isEqualTo(1);
  }

  @Test
  void anUnknownOutcomeEndsTheRunUnlessTheCallCanBeRepeated() {
    lab.configure(unlimited());
    lab.arrive();
    lab.finishLast(new Outcome.Unknown("timeout", Recourse.REPEAT));
    lab.pass(Duration.ofSeconds(1));
    lab.finishLast(new Outcome.Unknown("timeout", Recourse.NONE));

    assertThat(lab.decided.ended.getFirst().ending())
        .isEqualTo(new Ending(Kind.UNKNOWN_OUTCOME, "timeout"));
  }

  @Test
  void startsItemsOfOneKeyInOrderRetriesIncluded() {
    lab.configure(unlimited());
    Item first = lab.arrive(Placement.ordered("truck"));
    Item second = lab.arrive(new Placement(Priority.HIGH, "truck", 0));
    Item other = lab.arrive(Placement.ordered("trailer"));
    assertThat(lab.decided.dispatches)
        .extracting(dispatch -> dispatch.attempt().item())
        .containsExactly(first.id(), other.id());

    lab.finish(lab.decided.dispatches.getFirst(), failed());
    lab.pass(Duration.ofSeconds(1));
    assertThat(lab.lastDispatch().attempt()).isEqualTo(new AttemptId(LANE, first.id(), 1, 2));
    lab.finishLast(new Outcome.Succeeded());
    assertThat(lab.lastDispatch().attempt().item()).isEqualTo(second.id());
  }

  @Test
  void aStrictLaneIsOneQueue() {
    LaneSettings known = unlimited();
    lab.configure(new LaneSettings(1, 1, known.limits(), known.retry(), Ordering.STRICT, false));
    lab.arrive(Placement.ordered("a"));
    lab.arrive(Placement.ordered("b"));
    assertThat(lab.decided.dispatches).hasSize(1);
    lab.finishLast(failed());
    lab.pass(Duration.ofMillis(500));
    assertThat(lab.decided.dispatches).as("a retry keeps its turn").hasSize(1);
    lab.pass(Duration.ofSeconds(1));
    assertThat(lab.lastDispatch().attempt().attempt()).isEqualTo(2);
    lab.finishLast(new Outcome.Rejected("no"));
    assertThat(lab.decided.dispatches).hasSize(3);
  }

  @Test
  void anUnorderedLaneIgnoresTheKeys() {
    LaneSettings known = unlimited();
    lab.configure(new LaneSettings(1, 1, known.limits(), known.retry(), Ordering.NONE, false));
    lab.arrive(Placement.ordered("a"));
    lab.arrive(Placement.ordered("a"));

    assertThat(lab.decided.dispatches).hasSize(2);
  }

  @Test
  void takesTheMoreUrgentFirst() {
    LaneSettings known = lane(1_000_000, 100, 1);
    lab.configure(known);
    lab.arrive();
    Item low = lab.arrive(new Placement(Priority.LOW, "", 0));
    Item high = lab.arrive(new Placement(Priority.HIGH, "", 0));
    lab.finishLast(new Outcome.Succeeded());
    assertThat(lab.lastDispatch().attempt().item()).isEqualTo(high.id());
    lab.finishLast(new Outcome.Succeeded());
    assertThat(lab.lastDispatch().attempt().item()).isEqualTo(low.id());
  }

  @Test
  void itemsOfAnUnknownLaneWaitForItsSettingsButNotForever() {
    lab.arrive();
    lab.pass(Duration.ofSeconds(5));
    lab.arrive();
    lab.pass(Duration.ofSeconds(5));
    lab.pass(TICK);
    assertThat(lab.decided.ended).hasSize(1);
    assertThat(lab.decided.ended.getFirst().ending().kind()).isEqualTo(Kind.UNKNOWN_LANE);

    lab.restart();
    lab.configure(unlimited());
    assertThat(lab.decided.dispatches).hasSize(1);
  }

  @Test
  void anItemWaitsForTheVersionThatItRequiresAndThenGoesAnyway() {
    lab.configure(unlimited());
    lab.arrive(new Placement(Priority.NORMAL, "", 2));
    assertThat(lab.decided.dispatches).isEmpty();
    assertThat(lab.engine.lane(LANE).orElseThrow().waiting().reason())
        .isEqualTo(Waiting.Reason.SETTINGS);
    lab.pass(Duration.ofSeconds(10));

    assertThat(lab.decided.dispatches).hasSize(1);
  }

  @Test
  void anItemIsNotStartedAfterItExpired() {
    lab.configure(lane(1_000_000, 100, 1));
    lab.arrive();
    lab.arrive(Placement.ordered(""), lab.now.plusSeconds(3));
    lab.pass(Duration.ofSeconds(4));
    lab.finishLast(new Outcome.Succeeded());

    assertThat(lab.decided.ended.getFirst().ending().kind()).isEqualTo(Kind.EXPIRED);
    assertThat(lab.decided.dispatches).hasSize(1);
  }

  @Test
  void aRetryThatWouldComeAfterTheExpiryEndsTheRun() {
    lab.configure(unlimited());
    lab.arrive(Placement.ordered(""), lab.now.plusSeconds(3));
    lab.finishLast(new Outcome.Retryable("503", Duration.ofSeconds(4), Outcome.Kind.OTHER));

    assertThat(lab.decided.ended.getFirst().ending()).isEqualTo(new Ending(Kind.EXPIRED, "503"));
  }

  @Test
  void theApplicationMayRefuseAtTheLastMoment() {
    lab.configure(lane(10, 1, 1));
    lab.refusal = "not this partner's";
    lab.arrive();
    lab.refusal = "";
    lab.arrive();

    assertThat(lab.decided.ended.getFirst().ending())
        .isEqualTo(new Ending(Kind.REFUSED, "not this partner's"));
    assertThat(lab.decided.dispatches).as("no pace was used").hasSize(1);
  }

  @Test
  void anItemRefusedOnArrivalEndsAtOnceAndOnce() {
    Item item =
        new Item(
            LANE,
            new ItemId(new java.util.UUID(2, 77)),
            Placement.ordered("k"),
            lab.now,
            Item.NEVER,
            new byte[0]);
    lab.engine.handle(new LaneEvent.ItemRefused(item, "unknown field"), lab.now);
    lab.engine.handle(new LaneEvent.ItemRefused(item, "unknown field"), lab.now);

    assertThat(lab.decided.accepted).hasSize(1);
    assertThat(lab.decided.ended).hasSize(1);
    assertThat(lab.decided.duplicates).hasSize(1);
  }

  @Test
  void aPausedLaneDispatchesNothing() {
    LaneSettings known = unlimited();
    lab.configure(new LaneSettings(1, 1, known.limits(), known.retry(), Ordering.PER_KEY, true));
    lab.arrive();
    lab.pass(Duration.ofHours(1));
    assertThat(lab.decided.dispatches).isEmpty();
    assertThat(lab.engine.lane(LANE).orElseThrow().waiting().reason())
        .isEqualTo(Waiting.Reason.PAUSED);

    lab.configure(new LaneSettings(2, 1, known.limits(), known.retry(), Ordering.PER_KEY, false));
    assertThat(lab.decided.dispatches).hasSize(1);
  }

  @Test
  void whatWaitsInARemovedLaneEnds() {
    lab.configure(lane(1_000_000, 100, 1));
    lab.arrive(Placement.ordered("k"));
    lab.arrive(Placement.ordered("k"));
    lab.arrive();
    lab.engine.handle(new LaneEvent.LaneRemoved(LANE), lab.now);
    lab.finishLast(failed());

    assertThat(lab.decided.ended)
        .extracting(ended -> ended.ending().kind())
        .containsExactly(Kind.LANE_REMOVED, Kind.LANE_REMOVED, Kind.LANE_REMOVED);
    assertThat(lab.rows.count(RowKey.Kind.HEAD)).isZero();
  }
}
