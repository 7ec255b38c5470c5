package dev.waybill.lane.core;

import static dev.waybill.lane.core.Lab.LANE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What single answers do to a lane that learns. */
class AdaptiveLaneTest {
  private static final Limits LIMITS = Limits.perSecond(100, 10, 40, Duration.ofSeconds(30));
  private static final Outcome REFUSED =
      new Outcome.Retryable("429", Duration.ZERO, Outcome.Kind.THROTTLED);
  private static final Outcome STRAINED =
      new Outcome.Retryable("503", Duration.ZERO, Outcome.Kind.STRAINED);

  private final Lab lab = new Lab();

  AdaptiveLaneTest() {
    EngineSettings known = EngineSettings.defaults();
    lab.settings =
        new EngineSettings(
            known.maxOutstanding(),
            known.stepBudget(),
            known.timing(),
            known.waits(),
            known.protection().adapting());
    lab.restart();
  }

  @Test
  void aRefusalThatTellsNoTimeRestsTheLaneTwiceAsLongEachTime() {
    lab.configure(Lab.lane(LIMITS));
    lab.arrive();
    for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 256, 256}) {
      lab.finishLast(REFUSED);
      assertThat(snapshot().waiting())
          .isEqualTo(new Waiting(Waiting.Reason.LIMIT, lab.now.plusSeconds(seconds)));
      lab.pass(Duration.ofSeconds(seconds));
    }
    lab.finishLast(new Outcome.Succeeded());
    lab.arrive();
    lab.pass(Duration.ofSeconds(2));
    lab.finishLast(REFUSED);

    assertThat(snapshot().waiting().until()).isEqualTo(lab.now.plusSeconds(1));
  }

  @Test
  void refusalsOfCallsThatWentTogetherAreOne() {
    lab.configure(Lab.lane(LIMITS));
    arrive(5);
    List<Dispatch> calls = List.copyOf(lab.decided.dispatches);
    lab.pass(Duration.ofMillis(50));
    calls.forEach(call -> lab.finish(call, REFUSED));

    assertThat(snapshot().waiting().until()).isEqualTo(lab.now.plusSeconds(1));
    assertThat(limits().nanosPerCall()).isBetween(15_000_000L, 16_000_000L);
  }

  @Test
  void whatWeCannotDoOurselvesHoldsTheLaneAndTeachesNothing() {
    lab.configure(Lab.lane(LIMITS));
    arrive(12);
    List.copyOf(lab.decided.dispatches)
        .forEach(call ->
            lab.finish(
                call, new Outcome.Retryable("own", Duration.ofSeconds(5), Outcome.Kind.HELD)));

    assertThat(snapshot().waiting())
        .isEqualTo(new Waiting(Waiting.Reason.LIMIT, lab.now.plusSeconds(5)));
    assertThat(limits()).isEqualTo(LIMITS);
    assertThat(snapshot().breaker()).isEqualTo(BreakerState.CLOSED);
    assertThat(lab.decided.attempted).allMatch(one -> one.progress().attemptsUsed() == 0);
  }

  @Test
  void aNewLaneBeginsWithTenCallsAtATimeAndAddsOneWithEachAnswer() {
    lab.configure(Lab.lane(Limits.perSecond(100_000, 1_000, 40, Duration.ofSeconds(30))));
    arrive(100);
    assertThat(snapshot().inFlight()).isEqualTo(10);
    lab.finishLast(new Outcome.Succeeded());

    assertThat(snapshot().inFlight()).isEqualTo(11);
  }

  @Test
  void quickFailuresOpenNoBreakerWhileAnEarlierCallIsUnderWay() {
    lab.configure(Lab.lane(Limits.perSecond(100_000, 1_000, 40, Duration.ofSeconds(30))));
    lab.arrive();
    Dispatch first = lab.lastDispatch();
    lab.pass(Duration.ofMillis(10));
    arrive(30);
    for (int i = 0; i < 20; i++) {
      lab.finishLast(STRAINED);
      lab.pass(Duration.ofMillis(10));
      lab.arrive();
    }
    assertThat(snapshot().breaker()).isEqualTo(BreakerState.CLOSED);
    lab.finish(first, STRAINED);
    for (int i = 0; i < 20 && snapshot().breaker() == BreakerState.CLOSED; i++) {
      List.copyOf(lab.decided.dispatches).forEach(call -> lab.finish(call, STRAINED));
      arrive(5);
      lab.pass(Duration.ofMillis(10));
    }

    assertThat(snapshot().breaker()).isEqualTo(BreakerState.OPEN);
  }

  @Test
  void failuresThatOpenTheBreakerTeachNothing() {
    lab.configure(Lab.lane(Limits.perSecond(100_000, 1_000, 40, Duration.ofSeconds(30))));
    arrive(10);
    List.copyOf(lab.decided.dispatches).forEach(call -> lab.finish(call, STRAINED));

    assertThat(snapshot().breaker()).isEqualTo(BreakerState.OPEN);
    assertThat(limits().maxInFlight()).isEqualTo(40);
  }

  @Test
  void timeInWhichALaneRestsDoesNotCount() {
    lab.configure(Lab.lane(LIMITS));
    lab.arrive();
    lab.finishLast(new Outcome.Retryable("429", Duration.ofMinutes(10), Outcome.Kind.THROTTLED));
    long slower = limits().nanosPerCall();
    lab.pass(Duration.ofMinutes(10));

    assertThat(limits().nanosPerCall()).isEqualTo(slower);
  }

  @Test
  void failuresLowerTheCallsAtATimeAndNewLimitsForgetThat() {
    lab.configure(Lab.lane(Limits.perSecond(100_000, 1_000, 10, Duration.ofSeconds(30))));
    arrive(100);
    for (int i = 0; i < 3; i++) {
      List<Dispatch> calls = List.copyOf(lab.decided.dispatches);
      lab.decided.clear();
      lab.pass(Duration.ofMillis(10));
      for (int j = 0; j < calls.size(); j++) {
        lab.finish(calls.get(j), j % 3 == 0 ? new Outcome.Succeeded() : STRAINED);
      }
    }
    assertThat(limits().maxInFlight()).isBetween(1, 4);
    assertThat(lab.engine.heldBack()).isEqualTo(1);
    Limits other = Limits.perSecond(100_000, 1_000, 20, Duration.ofSeconds(30));
    LaneSettings known = Lab.lane(other);
    lab.configure(new LaneSettings(2, 1, other, known.retry(), Ordering.PER_KEY, false));

    assertThat(limits()).isEqualTo(other);
    assertThat(lab.engine.heldBack()).isZero();
  }

  @Test
  void whoGoesOnAfterAPauseOrAtAnotherAddressWaitsForNothingOfBefore() {
    lab.configure(Lab.lane(LIMITS));
    lab.arrive();
    lab.finishLast(new Outcome.Retryable("429", Duration.ofHours(1), Outcome.Kind.THROTTLED));
    configure(2, 1, true);
    assertThat(lab.decided.dispatches).hasSize(1);
    configure(3, 1, false);
    lab.pass(Duration.ofMillis(100));
    assertThat(lab.decided.dispatches).hasSize(2);
    assertThat(limits()).isEqualTo(LIMITS);
    lab.finishLast(new Outcome.Retryable("429", Duration.ofHours(1), Outcome.Kind.THROTTLED));
    configure(4, 1, false);
    assertThat(lab.decided.dispatches).as("the same address").hasSize(2);
    configure(5, 9, false);
    lab.pass(Duration.ofMillis(100));

    assertThat(lab.decided.dispatches).hasSize(3);
  }

  @Test
  void anotherAddressBeginsAsANewLaneAndOtherSettingsDoNotEndThat() {
    Limits limits = Limits.perSecond(100_000, 1_000, 40, Duration.ofSeconds(30));
    configure(limits, 1, 1);
    lab.arrive();
    for (int i = 0; i < 40; i++) {
      lab.finishLast(new Outcome.Succeeded());
      lab.arrive();
    }
    lab.finishLast(new Outcome.Succeeded());
    configure(limits, 2, 2);
    arrive(100);
    assertThat(snapshot().inFlight()).isEqualTo(10);
    configure(limits, 3, 2);

    assertThat(snapshot().inFlight()).isEqualTo(10);
  }

  @Test
  void anotherAddressIsNotComparedWithTheTimesOfTheOneBefore() {
    Limits limits = Limits.perSecond(100_000, 1_000, 20, Duration.ofSeconds(30));
    configure(limits, 1, 1);
    callsThatTake(Duration.ofMillis(5), 400);
    configure(limits, 2, 2);
    callsThatTake(Duration.ofMillis(100), 400);
    assertThat(limits()).isEqualTo(limits);
    configure(new Limits(limits.nanosPerCall(), 900, 20, limits.callTimeout()), 3, 2);
    callsThatTake(Duration.ofMillis(900), 100);

    assertThat(limits().maxInFlight()).as("the same address").isLessThan(20);
  }

  @Test
  void callsToTheAddressBeforeTeachNothingAndHoldNobody() {
    Limits limits = Limits.perSecond(100_000, 1_000, 10, Duration.ofSeconds(30));
    configure(limits, 1, 1);
    arrive(10);
    List<Dispatch> before = List.copyOf(lab.decided.dispatches);
    configure(limits, 2, 2);
    Duration hour = Duration.ofHours(1);
    lab.finish(before.get(0), new Outcome.Retryable("429", hour, Outcome.Kind.THROTTLED));
    lab.finish(before.get(1), new Outcome.Retryable("503", hour, Outcome.Kind.STRAINED));
    lab.engine.handle(
        new LaneEvent.AttemptFinished(
            before.get(2).attempt(), new Outcome.Succeeded(), new byte[0], hour),
        lab.now);
    before.subList(3, 10).forEach(call -> lab.finish(call, STRAINED));
    assertThat(snapshot().breaker()).isEqualTo(BreakerState.CLOSED);
    assertThat(limits()).isEqualTo(limits);
    assertThat(lab.engine.heldBack()).isZero();
    lab.pass(Duration.ofMillis(100));
    assertThat(lab.lastDispatch().attempt().item())
        .as("at once, where it calls now")
        .isEqualTo(before.get(0).attempt().item());
    lab.finishLast(new Outcome.Retryable("429", hour, Outcome.Kind.THROTTLED));

    assertThat(snapshot().waiting().until()).isEqualTo(lab.now.plus(hour));
  }

  @Test
  void ownTroubleHoldsTheLaneWhereverItCalls() {
    configure(LIMITS, 1, 1);
    lab.arrive();
    configure(LIMITS, 2, 2);
    lab.finishLast(new Outcome.Retryable("own", Duration.ofSeconds(5), Outcome.Kind.HELD));

    assertThat(snapshot().waiting().until()).isEqualTo(lab.now.plusSeconds(5));
  }

  @Test
  void oneSlowCallAfterARestartIsNoCrowd() {
    CallTimes times = new CallTimes(5);
    times.add(100);

    assertThat(times.isCrowded()).isFalse();
  }

  @Test
  void nobodyCallsWhoWasToldToWaitHoweverManyWait() {
    lab.configure(Lab.lane(LIMITS));
    arrive(10_000);
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 20; i++) {
        lab.pass(Duration.ofMillis(10));
      }
      List<Dispatch> calls = List.copyOf(lab.decided.dispatches);
      assertThat(calls).isNotEmpty();
      lab.decided.clear();
      for (Dispatch call : calls) {
        lab.finish(
            call, new Outcome.Retryable("429", Duration.ofSeconds(30), Outcome.Kind.THROTTLED));
      }
      Instant until = lab.now.plusSeconds(30);
      while (lab.now.isBefore(until)) {
        lab.pass(Duration.ofMillis(10));
      }
      assertThat(lab.decided.dispatches)
          .allMatch(call -> !call.window().notBefore().isBefore(until));
    }
  }

  @Test
  void keysThatFailDelayNoOthersOfTheirLane() {
    Duration alone = slowestInAHundred(false);
    Duration beside = slowestInAHundred(true);

    assertThat(beside.toMillis()).isLessThanOrEqualTo(alone.toMillis() * 12 / 10);
  }

  /** Of a thousand items of 50 keys, with or without as many of keys that always fail. */
  private static Duration slowestInAHundred(boolean besideFailures) {
    Lab lab = new AdaptiveLaneTest().lab;
    lab.configure(Lab.lane(Limits.perSecond(100_000, 1_000, 40, Duration.ofSeconds(30))));
    Map<ItemId, Instant> sent = new HashMap<>();
    Map<ItemId, Boolean> fails = new HashMap<>();
    Map<Dispatch, Instant> under = new LinkedHashMap<>();
    List<Duration> took = new ArrayList<>();
    for (int i = 0; took.size() < 1_000; i++) {
      if (i < 1_000) {
        Item well = lab.arrive(Placement.ordered("well " + i % 50));
        sent.put(well.id(), lab.now);
        if (besideFailures && i % 5 == 0) {
          fails.put(lab.arrive(Placement.ordered("ill " + i % 10)).id(), true);
        }
      }
      lab.pass(Duration.ofMillis(10));
      lab.decided.dispatches.forEach(call -> under.put(call, lab.now.plusMillis(60)));
      lab.decided.clear();
      List<Dispatch> over =
          under.keySet().stream().filter(call -> !under.get(call).isAfter(lab.now)).toList();
      for (Dispatch call : over) {
        under.remove(call);
        ItemId item = call.attempt().item();
        if (fails.containsKey(item)) {
          lab.finish(call, Lab.failed());
        } else {
          took.add(Duration.between(sent.get(item), lab.now));
          lab.finish(call, new Outcome.Succeeded());
        }
      }
    }
    return took.stream().sorted().skip(990).findFirst().orElseThrow();
  }

  private void callsThatTake(Duration took, int count) {
    for (int ended = 0; ended < count; ) {
      arrive(20 - (int) snapshot().depth());
      List<Dispatch> calls = List.copyOf(lab.decided.dispatches);
      lab.decided.clear();
      lab.pass(took);
      for (Dispatch call : calls) {
        lab.engine.handle(
            new LaneEvent.AttemptFinished(
                call.attempt(), new Outcome.Succeeded(), new byte[0], Duration.ZERO, took),
            lab.now);
        ended++;
      }
    }
  }

  private void configure(Limits limits, long version, long address) {
    LaneSettings known = Lab.lane(limits);
    lab.configure(new LaneSettings(version, address, limits, known.retry(), Ordering.NONE, false));
  }

  private void configure(long version, long address, boolean paused) {
    LaneSettings known = Lab.lane(LIMITS);
    lab.configure(
        new LaneSettings(version, address, LIMITS, known.retry(), Ordering.PER_KEY, paused));
  }

  private void arrive(int count) {
    for (int i = 0; i < count; i++) {
      lab.arrive();
    }
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
