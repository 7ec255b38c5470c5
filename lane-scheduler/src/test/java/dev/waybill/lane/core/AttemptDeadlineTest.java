package dev.waybill.lane.core;

import static dev.waybill.lane.core.Lab.LANE;
import static dev.waybill.lane.core.Lab.unlimited;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.lane.core.Ending.Kind;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Attempts that nobody answers for. */
class AttemptDeadlineTest {
  /** Validity 1 s, call 30 s, clocks 2 s, margin 1 s. */
  private static final Duration DEADLINE = Duration.ofSeconds(34);

  private final Lab lab = new Lab();
  private AttemptId attempt = new AttemptId(LANE, new ItemId(new java.util.UUID(0, 0)), 1, 1);

  @BeforeEach
  void dispatchOne() {
    lab.configure(unlimited());
    lab.arrive(Placement.ordered("k"));
    attempt = lab.lastDispatch().attempt();
  }

  @Test
  void nothingIsDecidedBeforeTheFenceIsRead() {
    lab.pass(DEADLINE.minusMillis(1));
    assertThat(lab.decided.fences).isEmpty();
    lab.pass(Duration.ofMillis(1));
    lab.pass(Duration.ofSeconds(1));

    assertThat(lab.decided.fences).containsExactly(attempt);
    assertThat(lab.decided.dispatches).hasSize(1);
  }

  @Test
  void aLostFenceIsWrittenAgain() {
    lab.pass(DEADLINE);
    lab.restart();
    lab.pass(Duration.ofSeconds(60));

    assertThat(lab.decided.fences).containsExactly(attempt, attempt);
  }

  @Test
  void whatWasNotStartedIsDispatchedAgain() {
    fence();

    assertThat(lab.lastDispatch().attempt().attempt()).isEqualTo(2);
    assertThat(lab.decided.attempted).isEmpty();
  }

  @Test
  void whatWasStartedAndCanBeRepeatedIsRetried() {
    lab.engine.handle(new LaneEvent.AttemptStarted(attempt, Recourse.REPEAT), lab.now);
    lab.restart();
    fence();
    assertThat(lab.decided.attempted.getFirst().evidence())
        .containsExactly(Lab.note("unanswered 1"));
    lab.pass(Duration.ofSeconds(1));

    assertThat(lab.lastDispatch().attempt().attempt()).isEqualTo(2);
  }

  @Test
  void whatWasStartedAndCannotBeRepeatedEndsAsUnknown() {
    lab.engine.handle(new LaneEvent.AttemptStarted(attempt, Recourse.NONE), lab.now);
    fence();

    assertThat(lab.decided.ended.getFirst().ending().kind()).isEqualTo(Kind.UNKNOWN_OUTCOME);
    assertThat(lab.engine.outstanding()).isZero();
  }

  @Test
  void aSuccessOfASupersededAttemptWinsWhileTheRunIsOpen() {
    fence();
    lab.finish(attempt, new Outcome.Succeeded(), "late but true");
    assertThat(lab.decided.ended.getFirst().ending().kind()).isEqualTo(Kind.SUCCEEDED);
    assertThat(lab.engine.outstanding()).as("the second call still runs").isEqualTo(1);

    lab.finishLast(new Outcome.Succeeded());
    assertThat(lab.decided.ended).hasSize(1);
    assertThat(lab.decided.late).hasSize(1);
    assertThat(lab.engine.outstanding()).isZero();
  }

  @Test
  void whatComesNextInItsOrderWaitsForTheSecondCall() {
    Item next = lab.arrive(Placement.ordered("k"));
    fence();
    lab.finish(attempt, new Outcome.Succeeded(), "late but true");
    lab.restart();
    assertThat(lab.lastDispatch().attempt()).as("under way still").isEqualTo(second());

    lab.finish(second(), new Outcome.Succeeded(), "again");
    assertThat(lab.lastDispatch().attempt().item()).isEqualTo(next.id());
    lab.finishLast(new Outcome.Succeeded());
    assertThat(lab.rows.count(RowKey.Kind.BODY)).isZero();
    assertThat(lab.rows.count(RowKey.Kind.KEY)).isZero();
  }

  @Test
  void whatComesNextInItsOrderWaitsNoLongerThanForTheFenceOfTheSecondCall() {
    Item next = lab.arrive(Placement.ordered("k"));
    fence();
    lab.finish(attempt, new Outcome.Succeeded(), "late but true");
    lab.pass(DEADLINE);
    assertThat(lab.decided.fences).containsExactly(attempt, second());
    lab.engine.handle(new LaneEvent.FenceRead(second()), lab.now);

    assertThat(lab.lastDispatch().attempt().item()).isEqualTo(next.id());
    assertThat(lab.decided.ended).hasSize(1);
  }

  private AttemptId second() {
    return new AttemptId(LANE, attempt.item(), 1, 2);
  }

  @Test
  void aFailureOfASupersededAttemptIsEvidenceOnly() {
    fence();
    lab.finish(attempt, new Outcome.Rejected("no"), "late");
    lab.finishLast(new Outcome.Succeeded());

    assertThat(lab.decided.ended.getFirst().evidence())
        .containsExactly(Lab.note("late"), Lab.note("note 2"));
  }

  @Test
  void aFenceOfAnAnsweredAttemptMeansNothing() {
    lab.pass(DEADLINE);
    lab.finishLast(new Outcome.Succeeded());
    lab.engine.handle(new LaneEvent.FenceRead(attempt), lab.now);

    assertThat(lab.decided.ended).hasSize(1);
    assertThat(lab.decided.dispatches).hasSize(1);
  }

  private void fence() {
    lab.pass(DEADLINE);
    lab.engine.handle(new LaneEvent.FenceRead(lab.decided.fences.getFirst()), lab.now);
  }
}
