package dev.waybill.lane.core;

import static dev.waybill.lane.core.Lab.LANE;
import static dev.waybill.lane.core.Lab.failed;
import static dev.waybill.lane.core.Lab.lane;
import static dev.waybill.lane.core.Lab.note;
import static dev.waybill.lane.core.Lab.unlimited;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the other side says of its limit, whatever became of the call that it says so with. */
class LaneWaitTest {
  private final Lab lab = new Lab();

  @ParameterizedTest
  @MethodSource("outcomes")
  void theLaneWaitsUntilSomethingIsLeft(Outcome outcome) {
    lab.configure(unlimited());
    lab.arrive();
    finishLast(outcome, Duration.ofSeconds(7));
    lab.restart();
    lab.arrive();
    assertThat(lab.engine.lane(LANE).orElseThrow().waiting())
        .isEqualTo(new Waiting(Waiting.Reason.LIMIT, lab.now.plusSeconds(7)));
    lab.pass(Duration.ofMillis(6_890));
    assertThat(lab.decided.dispatches).hasSize(1);
    lab.pass(Duration.ofMillis(110));

    assertThat(lab.decided.dispatches.get(1).window().notBefore())
        .isEqualTo(Lab.START.plusSeconds(7));
  }

  static Outcome[] outcomes() {
    return new Outcome[] {
      new Outcome.Succeeded(), new Outcome.Rejected("no"), failed(), new Outcome.NotHappened()
    };
  }

  @Test
  void whatItSavedUpInTheMeantimeIsNoBurst() {
    lab.configure(lane(10, 5, 4));
    lab.arrive();
    finishLast(new Outcome.Succeeded(), Duration.ofSeconds(7));
    for (int i = 0; i < 4; i++) {
      lab.arrive();
    }
    lab.pass(Duration.ofSeconds(7));
    lab.pass(Duration.ofMillis(1_000));

    assertThat(lab.decided.dispatches)
        .extracting(dispatch -> dispatch.window().notBefore())
        .startsWith(Lab.START, at(7_000), at(7_100));
  }

  @Test
  void anAnswerThatComesAfterTheEndTellsOfTheLimitAsWell() {
    lab.configure(unlimited());
    lab.arrive();
    AttemptId attempt = lab.lastDispatch().attempt();
    lab.finishLast(new Outcome.Succeeded());
    lab.engine.handle(
        new LaneEvent.AttemptFinished(
            attempt, new Outcome.Succeeded(), note("late"), Duration.ofSeconds(7)),
        lab.now);
    lab.arrive();

    assertThat(lab.decided.dispatches).hasSize(1);
  }

  @Test
  void aLimitOfAYearHoldsTheLaneForAnHour() {
    lab.configure(unlimited());
    lab.arrive();
    finishLast(new Outcome.Succeeded(), Duration.ofDays(365));
    lab.arrive();
    lab.pass(Duration.ofHours(1));

    assertThat(lab.lastDispatch().window().notBefore())
        .isEqualTo(Lab.START.plus(Duration.ofHours(1)));
  }

  private static Instant at(long millis) {
    return Lab.START.plusMillis(millis);
  }

  private void finishLast(Outcome outcome, Duration laneWait) {
    lab.engine.handle(
        new LaneEvent.AttemptFinished(
            lab.lastDispatch().attempt(), outcome, note("note"), laneWait),
        lab.now);
  }
}
