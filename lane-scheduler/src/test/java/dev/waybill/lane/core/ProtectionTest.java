package dev.waybill.lane.core;

import static dev.waybill.lane.core.Lab.LANE;
import static dev.waybill.lane.core.Lab.failed;
import static dev.waybill.lane.core.Lab.lane;
import static dev.waybill.lane.core.Lab.unlimited;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.lane.core.Ending.Kind;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Breaker, pace that the other side takes, suspension, and who gets the slots. */
class ProtectionTest {
  private static final Duration TICK = Duration.ofMillis(10);
  private final Lab lab = new Lab();

  // ------------------------------------------------------------------------------------- breaker

  @Test
  void unbrokenFailureOpensTheBreaker() {
    failTenTimes();
    assertThat(snapshot().breaker()).isEqualTo(BreakerState.OPEN);
    Item late = lab.arrive();
    assertThat(lab.engine.waiting(LANE, late.id()).orElseThrow())
        .isEqualTo(new Waiting(Waiting.Reason.BREAKER, lab.now.plusSeconds(5)));
    int before = lab.decided.dispatches.size();
    lab.restart();
    lab.pass(Duration.ofMillis(4_990));
    assertThat(lab.decided.dispatches).hasSize(before);
    lab.pass(Duration.ofMillis(20));

    assertThat(lab.decided.dispatches).as("one probe").hasSize(before + 1);
    assertThat(snapshot().breaker()).isEqualTo(BreakerState.HALF_OPEN);
  }

  @Test
  void anAnswerOfTheProbeLetsTheCapGrowStepByStep() {
    failTenTimes();
    for (int i = 0; i < 20; i++) {
      lab.arrive();
    }
    lab.pass(Duration.ofSeconds(5));
    for (int cap = 1; cap <= 4; cap++) {
      assertThat(snapshot().inFlight()).isEqualTo(cap);
      lab.finishLast(new Outcome.Succeeded());
    }
  }

  @Test
  void aProbeThatFailsDoublesTheWait() {
    failTenTimes();
    lab.arrive();
    lab.arrive();
    lab.pass(Duration.ofSeconds(5));
    lab.finishLast(failed());
    int before = lab.decided.dispatches.size();
    lab.pass(Duration.ofMillis(9_900));
    assertThat(lab.decided.dispatches).hasSize(before);
    lab.pass(Duration.ofMillis(200));

    assertThat(lab.decided.dispatches).hasSize(before + 1);
  }

  @Test
  void aRefusalForGoodIsAnAnswer() {
    lab.configure(unlimited());
    for (int i = 0; i < 30; i++) {
      lab.arrive();
      lab.finishLast(i % 9 == 8 ? new Outcome.Rejected("no") : failed());
    }

    assertThat(snapshot().breaker()).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void aRefusalThatEndsAnItemAfterOthersIsAFailureAsTheyAre() {
    Outcome givenUp = new Outcome.Rejected("given up", true);
    lab.configure(unlimited());
    for (int i = 0; i < 10; i++) {
      lab.arrive();
      lab.finishLast(i % 2 == 0 ? givenUp : failed());
    }
    assertThat(snapshot().breaker()).isEqualTo(BreakerState.OPEN);
    lab.arrive();
    lab.pass(Duration.ofSeconds(5));
    lab.finishLast(givenUp);
    assertThat(snapshot().breaker()).as("the probe was no answer").isEqualTo(BreakerState.OPEN);
  }

  private void failTenTimes() {
    lab.configure(unlimited());
    for (int i = 0; i < 10; i++) {
      lab.arrive();
    }
    lab.decided.dispatches.stream().toList().forEach(dispatch -> lab.finish(dispatch, failed()));
  }

  // ---------------------------------------------------------------------------------------- pace

  @Test
  void settlesBelowTheRateThatTheOtherSideTakes() {
    lab.configure(lane(50, 1, 4));
    for (int i = 0; i < 2_000; i++) {
      lab.arrive();
    }
    lab.decided.dispatches.stream()
        .toList()
        .forEach(first -> lab.finish(first, new Outcome.Succeeded()));
    int refused = 0;
    int taken = 0;
    long nextAllowed = 0;
    for (int ms = 0; ms < 120_000; ms += 10) {
      int before = lab.decided.dispatches.size();
      lab.pass(TICK);
      for (Dispatch call :
          List.copyOf(lab.decided.dispatches.subList(before, lab.decided.dispatches.size()))) {
        long at = call.window().notBefore().toEpochMilli();
        boolean allowed = at >= nextAllowed;
        nextAllowed = allowed ? Math.max(nextAllowed, at - 200) + 200 : nextAllowed;
        taken += allowed ? 1 : 0;
        refused += allowed ? 0 : 1;
        lab.finish(
            call,
            allowed
                ? new Outcome.Succeeded()
                : new Outcome.Retryable("429", Duration.ofMillis(200), Outcome.Kind.THROTTLED));
      }
    }
    assertThat(taken).as("of 5 a second in two minutes").isGreaterThan(450);
    assertThat(refused).as("refusals beside %d", taken).isLessThan(taken / 8);
  }

  @Test
  void comesBackToTheConfiguredRate() {
    lab.configure(lane(10, 1, 4));
    for (int i = 0; i < 3_000; i++) {
      lab.arrive();
    }
    lab.finishLast(new Outcome.Retryable("429", Duration.ofSeconds(1), Outcome.Kind.THROTTLED));
    assertThat(limits().nanosPerCall()).isGreaterThan(130_000_000);
    for (int i = 0; i < 6_000; i++) {
      int before = lab.decided.dispatches.size();
      lab.pass(TICK);
      List.copyOf(lab.decided.dispatches.subList(before, lab.decided.dispatches.size()))
          .forEach(call -> lab.finish(call, new Outcome.Succeeded()));
    }

    assertThat(limits().nanosPerCall()).isEqualTo(100_000_000);
  }

  // ---------------------------------------------------------------------------------- suspension

  @Test
  void aSuspendedLaneAsksOnceInAWhileAndGoesOnWhenItIsLet() {
    lab.configure(unlimited());
    lab.arrive();
    lab.arrive();
    lab.finish(lab.decided.dispatches.getFirst(), new Outcome.Unauthorized(1));
    lab.finishLast(new Outcome.Unauthorized(1));
    lab.restart();
    lab.pass(Duration.ofMinutes(15));
    assertThat(lab.decided.dispatches).as("one probe").hasSize(3);
    lab.finishLast(new Outcome.Unauthorized(1));
    lab.pass(Duration.ofMinutes(14));
    assertThat(lab.decided.dispatches).hasSize(3);
    lab.pass(Duration.ofMinutes(1));
    lab.finishLast(new Outcome.Succeeded());

    assertThat(lab.decided.dispatches).hasSize(5);
    assertThat(snapshot().waiting().reason()).isEqualTo(Waiting.Reason.NONE);
  }

  @Test
  void anyNewerVersionOfTheSettingsLiftsASuspension() {
    lab.configure(unlimited());
    lab.arrive();
    lab.finishLast(new Outcome.Unauthorized(1));
    LaneSettings known = unlimited();
    lab.configure(new LaneSettings(2, 1, known.limits(), known.retry(), Ordering.PER_KEY, false));

    assertThat(lab.decided.dispatches).hasSize(2);
  }

  // ------------------------------------------------------------------------------------- express

  @Test
  void anExpressItemGoesInFrontAndDoesNotWaitForPaceButUsesIt() {
    lab.configure(lane(1, 1, 4));
    lab.arrive();
    lab.arrive();
    Item express = lab.arrive(Placement.ordered("").express(lab.now.plusSeconds(5)));
    assertThat(lab.lastDispatch().attempt().item()).isEqualTo(express.id());
    assertThat(lab.lastDispatch().pace()).isEqualTo(Dispatch.Pace.NONE);
    lab.pass(Duration.ofMillis(1_000));
    assertThat(lab.decided.dispatches).as("its share was used").hasSize(2);
    lab.pass(Duration.ofMillis(1_000));

    assertThat(lab.decided.dispatches).hasSize(3);
  }

  @Test
  void anExpressItemIsRefusedWhereItWouldWait() {
    lab.configure(unlimited());
    lab.arrive(Placement.ordered("truck"));
    lab.arrive(Placement.ordered("truck").express(lab.now.plusSeconds(5)));
    LaneSettings known = unlimited();
    lab.configure(new LaneSettings(2, 1, known.limits(), known.retry(), Ordering.PER_KEY, true));
    lab.arrive(Placement.ordered("van").express(lab.now.plusSeconds(5)));

    assertThat(lab.kinds()).containsExactly(Kind.BUSY, Kind.BUSY);
    assertThat(lab.decided.dispatches).hasSize(1);
  }

  @Test
  void anExpressItemProbesALaneThatHasNothingElse() {
    lab.configure(unlimited());
    for (int i = 0; i < 10; i++) {
      express(5);
      lab.finishLast(failed());
    }
    assertThat(snapshot().breaker()).isEqualTo(BreakerState.OPEN);
    express(5);
    assertThat(lab.kinds().getLast()).isEqualTo(Kind.BUSY);
    lab.restart();
    lab.pass(Duration.ofSeconds(5));
    Item probe = express(5);
    assertThat(lab.lastDispatch().attempt().item()).isEqualTo(probe.id());
    express(5);
    assertThat(lab.kinds().getLast()).as("one probe").isEqualTo(Kind.BUSY);
    lab.finishLast(new Outcome.Succeeded());

    assertThat(snapshot().breaker()).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void anExpressItemProbesASuspendedLaneOnceInAWhile() {
    lab.configure(unlimited());
    express(5);
    lab.finishLast(new Outcome.Unauthorized(1));
    express(5);
    assertThat(lab.kinds()).containsExactly(Kind.UNAUTHORIZED, Kind.BUSY);
    lab.pass(Duration.ofMinutes(15));
    express(5);
    lab.finishLast(new Outcome.Succeeded());
    express(5);

    assertThat(lab.decided.dispatches).hasSize(3);
  }

  @Test
  void anExpressItemDoesNotGoWhileTheOtherSideWantsNoCall() {
    lab.configure(unlimited());
    lab.arrive();
    lab.finishLast(new Outcome.Retryable("503", Duration.ofSeconds(3), Outcome.Kind.OTHER));
    express(2);
    assertThat(lab.kinds()).as("it would be too late").containsExactly(Kind.BUSY);
    Item patient = express(10);
    lab.pass(Duration.ofMillis(2_990));
    assertThat(lab.decided.dispatches).hasSize(1);
    lab.pass(TICK);

    assertThat(lab.decided.dispatches.get(1).attempt().item()).isEqualTo(patient.id());
  }

  @Test
  void whatTheOtherSideAskedForHoldsAlsoAfterALastAttempt() {
    LaneSettings known = unlimited();
    RetryPolicy once = new RetryPolicy(1, known.retry().backoff(), known.retry().expiresAfter());
    lab.configure(new LaneSettings(1, 1, known.limits(), once, Ordering.PER_KEY, false));
    lab.arrive();
    lab.finishLast(new Outcome.Retryable("503", Duration.ofSeconds(9), Outcome.Kind.OTHER));
    assertThat(lab.kinds()).containsExactly(Kind.RETRIES_EXHAUSTED);
    lab.arrive();
    lab.pass(Duration.ofSeconds(8));
    assertThat(lab.decided.dispatches).hasSize(1);
    lab.pass(Duration.ofSeconds(1));

    assertThat(lab.decided.dispatches).hasSize(2);
  }

  private Item express(int seconds) {
    return lab.arrive(Placement.ordered("").express(lab.now.plusSeconds(seconds)));
  }

  @Test
  void anExpressItemHasOneAttempt() {
    lab.configure(unlimited());
    for (Outcome outcome :
        List.of(
            failed(),
            new Outcome.Retryable("429", Duration.ZERO, Outcome.Kind.THROTTLED),
            new Outcome.Unknown("lost", Recourse.REPEAT),
            new Outcome.Unauthorized(1))) {
      lab.arrive(Placement.ordered("").express(lab.now.plusSeconds(60)));
      lab.finishLast(outcome);
      lab.pass(Duration.ofSeconds(2));
    }

    assertThat(lab.kinds())
        .containsExactly(
            Kind.RETRIES_EXHAUSTED,
            Kind.RETRIES_EXHAUSTED,
            Kind.UNKNOWN_OUTCOME,
            Kind.UNAUTHORIZED);
  }

  @Test
  void anExpressItemIsNeverStartedAfterItsDeadline() {
    lab.configure(lane(1_000_000, 100, 1));
    lab.arrive();
    Item express = lab.arrive(Placement.ordered("").express(lab.now.plusMillis(500)));
    lab.pass(Duration.ofMillis(400));
    lab.pass(Duration.ofMillis(200));
    assertThat(lab.kinds()).containsExactly(Kind.EXPIRED);
    lab.finishLast(new Outcome.Succeeded());
    assertThat(lab.decided.dispatches).hasSize(1);
    Item inTime = lab.arrive(Placement.ordered("").express(lab.now.plusMillis(300)));
    assertThat(lab.lastDispatch().attempt().item()).isEqualTo(inTime.id());
    assertThat(lab.lastDispatch().window().notAfter()).isEqualTo(lab.now.plusMillis(300));
    assertThat(express.id()).isNotEqualTo(inTime.id());
  }

  // ------------------------------------------------------------------------- reconcile, deadline

  @Test
  void whatMayHaveHappenedIsAskedAboutBeforeItIsDoneAgain() {
    lab.configure(unlimited());
    lab.arrive();
    lab.finishLast(new Outcome.Unknown("lost", Recourse.RECONCILE));
    lab.restart();
    lab.pass(Duration.ofSeconds(3));
    assertThat(lab.lastDispatch().mode()).isEqualTo(Dispatch.Mode.RECONCILE);
    lab.finishLast(failed());
    lab.pass(Duration.ofSeconds(5));
    assertThat(lab.lastDispatch().mode()).isEqualTo(Dispatch.Mode.RECONCILE);
    lab.finishLast(new Outcome.NotHappened());
    assertThat(lab.lastDispatch().mode()).isEqualTo(Dispatch.Mode.EXECUTE);
    lab.finishLast(new Outcome.Succeeded());

    assertThat(lab.kinds()).containsExactly(Kind.SUCCEEDED);
  }

  @Test
  void whatCannotBeFoundOutEndsAsUnknown() {
    lab.configure(unlimited());
    Item item = lab.arrive();
    for (int i = 0; i < 20 && lab.decided.ended.isEmpty(); i++) {
      lab.finishLast(new Outcome.Unknown("lost", Recourse.RECONCILE));
      lab.pass(Duration.ofMinutes(6));
    }
    assertThat(lab.kinds()).containsExactly(Kind.UNKNOWN_OUTCOME);

    lab.arrive();
    lab.finishLast(new Outcome.Unknown("lost", Recourse.RECONCILE));
    lab.engine.handle(
        new LaneEvent.ItemCancelled(LANE, lab.lastDispatch().attempt().item()), lab.now);
    assertThat(lab.kinds()).containsExactly(Kind.UNKNOWN_OUTCOME, Kind.UNKNOWN_OUTCOME);
    assertThat(item.id()).isNotEqualTo(lab.decided.ended.getLast().item().id());
  }

  @Test
  void anItemExpiresInTimeAlsoInAPausedLane() {
    LaneSettings known = unlimited();
    lab.configure(new LaneSettings(1, 1, known.limits(), known.retry(), Ordering.PER_KEY, true));
    lab.arrive();
    lab.arrive(Placement.ordered(""), lab.now.plusSeconds(60));
    lab.restart();
    lab.pass(Duration.ofMillis(60_010));
    assertThat(lab.kinds()).as("by its own deadline").containsExactly(Kind.EXPIRED);
    lab.pass(Duration.ofDays(1));

    assertThat(lab.kinds()).as("by the lane's").containsExactly(Kind.EXPIRED, Kind.EXPIRED);
  }

  // -------------------------------------------------------------------------- priorities, slots

  @Test
  void noPriorityStarves() {
    lab.configure(lane(1_000_000, 1_000, 1));
    for (int i = 0; i < 100; i++) {
      for (Priority priority : Priority.values()) {
        lab.arrive(new Placement(priority, "", 0));
      }
    }
    int[] served = new int[Priority.count()];
    for (int i = 0; i < 96; i++) {
      Dispatch dispatch = lab.lastDispatch();
      Item item =
          lab.decided.accepted.stream()
              .filter(one -> one.id().equals(dispatch.attempt().item()))
              .findFirst()
              .orElseThrow();
      served[item.placement().priority().code()]++;
      lab.finishLast(new Outcome.Succeeded());
    }

    assertThat(served).containsExactly(72, 18, 6);
  }

  @Test
  void lanesThatHangLeaveHalfOfTheSlotsToTheOthers() {
    lab.settings =
        new EngineSettings(
            100, 1_000, EngineSettings.Timing.defaults(), EngineSettings.Waits.defaults());
    lab.restart();
    IntStream.range(0, 150)
        .mapToObj(i -> new LaneId(new UUID(5, i)))
        .forEach(lane -> fill(lane, 8));
    assertThat(lab.engine.outstanding()).as("nobody knows yet").isEqualTo(100);
    for (int i = 0; i < 2_000; i++) {
      lab.pass(TICK);
    }
    assertThat(lab.engine.outstanding()).as("each was found out").isBetween(150, 600);
    LaneId quick = new LaneId(new UUID(6, 1));
    fill(quick, 100);
    for (int i = 0; i < 97; i++) {
      assertThat(lab.lastDispatch().attempt().lane()).as("call %d", i).isEqualTo(quick);
      lab.finishLast(new Outcome.Succeeded());
    }

    assertThat(lab.engine.lane(quick).orElseThrow().depth()).as("its first calls").isEqualTo(3);
  }

  @Test
  void aLaneThatIsQuickAgainDoesNotWaitForThoseThatHang() {
    lab.settings =
        new EngineSettings(
            4, 1_000, EngineSettings.Timing.defaults(), EngineSettings.Waits.defaults());
    lab.restart();
    Duration slow = EngineSettings.Protection.defaults().slowAfter().plusMillis(10);
    LaneId hangs = new LaneId(new UUID(5, 1));
    LaneId recovers = new LaneId(new UUID(5, 2));
    fill(hangs, 12);
    lab.pass(slow);
    fill(recovers, 12);
    lab.pass(slow);
    finishOldest(recovers, 2);
    finishOldest(hangs, 3);
    assertThat(inFlight(recovers)).as("the slot that a hanging one left").isEqualTo(1);
    finishOldest(recovers, 1);

    assertThat(inFlight(hangs)).as("takes the slot now").isEqualTo(2);
    assertThat(inFlight(recovers)).as("takes slots of the quick").isEqualTo(2);
  }

  private long inFlight(LaneId lane) {
    return attempts(lane).size();
  }

  private List<Dispatch> attempts(LaneId lane) {
    return lab.decided.dispatches.stream()
        .filter(dispatch -> dispatch.attempt().lane().equals(lane))
        .filter(dispatch ->
            lab.decided.ended.stream()
                .noneMatch(ended -> ended.item().id().equals(dispatch.attempt().item())))
        .toList();
  }

  private void finishOldest(LaneId lane, int count) {
    for (int i = 0; i < count; i++) {
      lab.finish(attempts(lane).getFirst(), new Outcome.Succeeded());
    }
  }

  private void fill(LaneId lane, int count) {
    lab.engine.handle(
        new LaneEvent.LaneConfigured(
            lane, Lab.lane(Limits.perSecond(1_000_000, 1_000, 4, Duration.ofSeconds(30)))),
        lab.now);
    for (int i = 0; i < count; i++) {
      ItemId id = new ItemId(new UUID(lane.value().getLeastSignificantBits() + 100, i));
      Item item = new Item(lane, id, Placement.ordered(""), lab.now, Item.NEVER, new byte[0]);
      lab.engine.handle(new LaneEvent.ItemArrived(item), lab.now);
    }
  }

  @Test
  void aFullLaneRefuses() {
    EngineSettings.Protection known = EngineSettings.Protection.defaults();
    lab.settings =
        new EngineSettings(
            10,
            10,
            EngineSettings.Timing.defaults(),
            EngineSettings.Waits.defaults(),
            new EngineSettings.Protection(
                known.slowAfter(), 2, known.breaker(), known.suspendedProbe()));
    lab.restart();
    lab.configure(unlimited());
    lab.arrive();
    lab.arrive();
    Item third = lab.arrive();

    assertThat(lab.kinds()).containsExactly(Kind.BUSY);
    assertThat(lab.decided.accepted).hasSize(3);
    lab.finishLast(new Outcome.Succeeded());
    lab.engine.handle(new LaneEvent.ItemRetried(LANE, third.id(), 1), lab.now);
    assertThat(lab.lastDispatch().attempt()).isEqualTo(new AttemptId(LANE, third.id(), 2, 1));
  }

  private LaneSnapshot snapshot() {
    return lab.engine.lane(LANE).orElseThrow();
  }

  private Limits limits() {
    Limits limits = snapshot().limits();
    assertThat(limits).isNotNull();
    return limits;
  }
}
