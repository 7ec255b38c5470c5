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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What people ask of single items. */
class CommandsTest {
  private static final Duration TICK = Duration.ofMillis(10);
  private final Lab lab = new Lab();

  @Test
  void cancelEndsWhatWaits() {
    lab.configure(paused());
    Item item = lab.arrive();
    cancel(item);

    assertThat(lab.kinds()).containsExactly(Kind.CANCELLED);
    assertThat(lab.engine.depth()).isZero();
    lab.configure(resumed());
    assertThat(lab.decided.dispatches).isEmpty();
  }

  @Test
  void cancelOfWhatIsHeldLetsTheNextOfItsKeyGo() {
    lab.configure(unlimited());
    lab.arrive(Placement.ordered("truck"));
    Item held = lab.arrive(Placement.ordered("truck"));
    Item last = lab.arrive(Placement.ordered("truck"));
    cancel(held);
    assertThat(lab.kinds()).containsExactly(Kind.CANCELLED);
    lab.finishLast(new Outcome.Succeeded());

    assertThat(lab.lastDispatch().attempt().item()).isEqualTo(last.id());
  }

  @Test
  void aThousandCancelledLinksAreSkippedInBoundedSteps() {
    lab.settings =
        new EngineSettings(
            10, 20, EngineSettings.Timing.defaults(), EngineSettings.Waits.defaults());
    lab.restart();
    lab.configure(unlimited());
    lab.arrive(Placement.ordered("truck"));
    List<Item> held =
        Stream.generate(() -> lab.arrive(Placement.ordered("truck"))).limit(1_000).toList();
    Item last = lab.arrive(Placement.ordered("truck"));
    held.forEach(this::cancel);
    lab.finishLast(new Outcome.Succeeded());
    assertThat(lab.decided.dispatches).hasSize(1);
    lab.restart();
    for (int i = 0; i < 60; i++) {
      lab.pass(TICK);
    }

    assertThat(lab.lastDispatch().attempt().item()).isEqualTo(last.id());
    assertThat(lab.rows.count(RowKey.Kind.CHAIN)).isZero();
    assertThat(lab.rows.count(RowKey.Kind.CHORE)).isZero();
  }

  @Test
  void cancelInFlightLetsTheAttemptEndAsItEnds() {
    lab.configure(unlimited());
    Item item = lab.arrive();
    cancel(item);
    assertThat(lab.decided.ended).isEmpty();
    lab.finishLast(new Outcome.Succeeded());

    assertThat(lab.kinds()).containsExactly(Kind.SUCCEEDED);
    assertThat(lab.decided.ended.getFirst().cancelAsked()).isTrue();
  }

  @Test
  void cancelInFlightMakesItTheLastAttempt() {
    lab.configure(unlimited());
    cancel(lab.arrive());
    lab.finishLast(failed());
    assertThat(lab.kinds()).containsExactly(Kind.CANCELLED);
    cancel(lab.arrive());
    lab.finishLast(new Outcome.NotStarted());

    assertThat(lab.kinds()).containsExactly(Kind.CANCELLED, Kind.CANCELLED);
  }

  @Test
  void cancelOfWhatHasEndedChangesNothing() {
    lab.configure(unlimited());
    Item item = lab.arrive();
    lab.finishLast(new Outcome.Succeeded());
    cancel(item);

    assertThat(lab.kinds()).containsExactly(Kind.SUCCEEDED);
  }

  @Test
  void commandsThatComeBeforeTheirItemAreKeptForAWhile() {
    lab.configure(paused());
    Item first = lab.arrive();
    ItemId soon = new ItemId(new UUID(9, 9));
    lab.engine.handle(new LaneEvent.ItemExpedited(LANE, soon), lab.now);
    ItemId unwanted = new ItemId(new UUID(9, 8));
    lab.engine.handle(new LaneEvent.ItemCancelled(LANE, unwanted), lab.now);
    ItemId never = new ItemId(new UUID(9, 7));
    lab.engine.handle(new LaneEvent.ItemCancelled(LANE, never), lab.now);
    lab.restart();
    lab.arrive(soon);
    lab.arrive(unwanted);
    assertThat(lab.kinds()).containsExactly(Kind.CANCELLED);
    lab.configure(resumed());

    assertThat(lab.decided.dispatches)
        .extracting(dispatch -> dispatch.attempt().item())
        .containsExactly(soon, first.id());
    lab.pass(Duration.ofHours(3));
    lab.pass(TICK);
    assertThat(lab.rows.count(RowKey.Kind.EARLY)).isZero();
  }

  @Test
  void expediteBringsToTheFrontAndEndsABackOff() {
    lab.configure(lane(1_000_000, 1_000, 1));
    Item first = lab.arrive();
    lab.finishLast(failed());
    lab.arrive();
    Item third = lab.arrive();
    expedite(third);
    expedite(first);
    lab.finishLast(new Outcome.Succeeded());
    assertThat(lab.lastDispatch().attempt().item()).isEqualTo(first.id());
    lab.finishLast(new Outcome.Succeeded());

    assertThat(lab.lastDispatch().attempt().item()).isEqualTo(third.id());
  }

  @Test
  void retryStartsOneRunHoweverOftenItIsAskedFor() {
    lab.configure(unlimited());
    Item item = lab.arrive();
    lab.finishLast(new Outcome.Rejected("no"));
    retry(item, 1);
    retry(item, 1);
    assertThat(lab.decided.runsAgain).hasSize(1);
    assertThat(lab.lastDispatch().attempt()).isEqualTo(new AttemptId(LANE, item.id(), 2, 1));
    lab.finishLast(new Outcome.Rejected("still not"));
    retry(item, 1);
    assertThat(lab.decided.dispatches).hasSize(2);
    lab.restart();
    retry(item, 2);
    lab.finishLast(new Outcome.Succeeded());

    assertThat(lab.decided.ended)
        .extracting(ended -> ended.progress().run())
        .containsExactly(1, 2, 3);
    assertThat(lab.decided.ended.getLast().evidence()).hasSize(3);
    assertThat(lab.decided.ended.getLast().item().payload()).isEqualTo(item.payload());
    assertThat(lab.decided.accepted).hasSize(1);
  }

  @Test
  void aSuccessIsNotRunAgain() {
    lab.configure(unlimited());
    Item item = lab.arrive();
    lab.finishLast(new Outcome.Succeeded());
    retry(item, 1);

    assertThat(lab.decided.dispatches).hasSize(1);
  }

  @Test
  void whatExpiredRunsAgainWithANewDeadline() {
    lab.configure(paused());
    Item item = lab.arrive(Placement.ordered(""), lab.now.plusSeconds(5));
    lab.pass(Duration.ofSeconds(6));
    assertThat(lab.kinds()).containsExactly(Kind.EXPIRED);
    retry(item, 1);
    lab.configure(resumed());

    assertThat(lab.lastDispatch().attempt().run()).isEqualTo(2);
  }

  @Test
  void whatFailedIsForgottenWithItsBody() {
    lab.configure(unlimited());
    lab.arrive();
    lab.finishLast(new Outcome.Rejected("no"));
    assertThat(lab.rows.count(RowKey.Kind.BODY)).isEqualTo(1);
    lab.pass(Duration.ofDays(15).plusHours(2));
    lab.pass(TICK);
    lab.pass(TICK);

    assertThat(lab.rows.all().keySet())
        .extracting(RowKey::kind)
        .containsOnly(RowKey.Kind.HEAD, RowKey.Kind.FLOOR);
  }

  @Test
  void aRemovedLaneEndsWhatWaitsForARetryToo() {
    lab.configure(unlimited());
    for (int i = 0; i < 5; i++) {
      lab.arrive(Placement.ordered("truck " + i));
      lab.finishLast(failed());
      lab.arrive(Placement.ordered("truck " + i));
    }
    assertThat(lab.engine.lane(LANE).orElseThrow().depth()).isEqualTo(10);
    lab.engine.handle(new LaneEvent.LaneRemoved(LANE), lab.now);

    assertThat(lab.kinds()).hasSize(10).containsOnly(Kind.LANE_REMOVED);
    assertThat(lab.engine.depth()).isZero();
  }

  private void cancel(Item item) {
    lab.engine.handle(new LaneEvent.ItemCancelled(LANE, item.id()), lab.now);
  }

  private void expedite(Item item) {
    lab.engine.handle(new LaneEvent.ItemExpedited(LANE, item.id()), lab.now);
  }

  private void retry(Item item, int run) {
    lab.engine.handle(new LaneEvent.ItemRetried(LANE, item.id(), run), lab.now);
  }

  private static LaneSettings paused() {
    LaneSettings known = unlimited();
    return new LaneSettings(1, 1, known.limits(), known.retry(), known.ordering(), true);
  }

  private static LaneSettings resumed() {
    LaneSettings known = unlimited();
    return new LaneSettings(2, 1, known.limits(), known.retry(), known.ordering(), false);
  }
}
