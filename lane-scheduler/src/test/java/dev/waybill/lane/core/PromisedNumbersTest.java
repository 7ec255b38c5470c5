package dev.waybill.lane.core;

import static dev.waybill.lane.core.Lab.LANE;
import static dev.waybill.lane.core.Lab.failed;
import static dev.waybill.lane.core.Lab.lane;
import static dev.waybill.lane.core.Lab.unlimited;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.waybill.lane.core.Ending.Kind;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Numbers on the page of guarantees that are part of no larger test. */
class PromisedNumbersTest {
  private static final Outcome THROTTLED =
      new Outcome.Retryable("429", Duration.ofMillis(1), Outcome.Kind.THROTTLED);

  private final Lab lab = new Lab();

  @Test
  void aDispatchIsWrittenAtMost100MillisecondsAhead() {
    lab.configure(lane(1, 1, 4));
    lab.arrive();
    lab.arrive();
    lab.pass(Duration.ofMillis(899));
    assertThat(lab.decided.dispatches).hasSize(1);
    lab.pass(Duration.ofMillis(1));

    assertThat(lab.lastDispatch().window().notBefore()).isEqualTo(Lab.START.plusSeconds(1));
    assertThat(lab.decided.dispatches).hasSize(2);
  }

  @Test
  void refusalsForPaceSlowALaneDownByAQuarterAtMostOnceASecond() {
    lab.configure(lane(Limits.perSecond(10, 1_000, 100, Duration.ofSeconds(30))));
    lab.arrive();
    lab.arrive();
    lab.arrive();
    List<Dispatch> calls = List.copyOf(lab.decided.dispatches);
    lab.finish(calls.get(0), THROTTLED);
    long slower = nanosPerCall();
    assertThat(slower).isEqualTo(100_000_000L * 4 / 3);
    lab.now = lab.now.plusMillis(999);
    lab.finish(calls.get(1), THROTTLED);
    assertThat(nanosPerCall()).isEqualTo(slower);
    lab.now = lab.now.plusMillis(1);
    lab.finish(calls.get(2), THROTTLED);

    assertThat(nanosPerCall()).isBetween(slower * 4 / 3 - 1_000_000, slower * 4 / 3 + 1_000_000);
  }

  @Test
  void aBreakerIsOpenForFiveMinutesAtMost() {
    lab.configure(unlimited());
    for (int i = 0; i < 10; i++) {
      lab.arrive();
    }
    List.copyOf(lab.decided.dispatches).forEach(call -> lab.finish(call, failed()));
    long seconds = 5;
    for (int probe = 0; probe < 10; probe++) {
      Duration open = Duration.between(lab.now, snapshot().waiting().until());
      assertThat(open).as("probe %d", probe).isEqualTo(Duration.ofSeconds(seconds));
      lab.arrive();
      lab.pass(open);
      lab.finishLast(failed());
      seconds = Math.min(2 * seconds, Duration.ofMinutes(5).toSeconds());
    }
  }

  @Test
  void aCommandThatComesEarlyIsKeptForTenMinutesAndNotForMoreThanSeventy() {
    lab.configure(unlimited());
    ItemId late = cancelEarly(1);
    lab.pass(Duration.ofMinutes(10));
    lab.arrive(late);
    assertThat(lab.kinds()).containsExactly(Kind.CANCELLED);

    ItemId tooLate = cancelEarly(2);
    lab.pass(Duration.ofMinutes(70));
    lab.pass(Duration.ofMillis(1));
    lab.arrive(tooLate);
    assertThat(lab.lastDispatch().attempt().item()).isEqualTo(tooLate);
  }

  @Test
  void ofOneLaneAHundredThousandEarlyCommandsAreKept() {
    lab.configure(unlimited());
    ItemId last = cancelEarly(0);
    for (int i = 1; i <= 100_000; i++) {
      last = cancelEarly(i);
    }
    assertThat(lab.rows.count(RowKey.Kind.EARLY)).isEqualTo(100_000);
    lab.arrive(last);

    assertThat(lab.lastDispatch().attempt().item()).isEqualTo(last);
  }

  @Test
  void anItemHas64ReferencesAtMost() {
    Placement placement = Placement.ordered("");
    Reference reference = Reference.to(new ItemId(new UUID(3, 3)));
    assertThat(placement.after(Collections.nCopies(64, reference)).references()).hasSize(64);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> placement.after(Collections.nCopies(65, reference)))
        .withMessageContaining("64");
  }

  @Test
  void threeMoreAttemptsFindOutWhatHasBecomeOfACall() {
    LaneSettings settings = unlimited();
    lab.configure(settings);
    lab.arrive();
    while (lab.decided.ended.isEmpty()) {
      lab.finishLast(new Outcome.Unknown("lost", Recourse.RECONCILE));
      lab.pass(Duration.ofMinutes(10));
    }

    assertThat(lab.decided.dispatches).hasSize(settings.retry().maxAttempts() + 3);
    assertThat(lab.decided.ended.getFirst().progress().attemptsUsed())
        .isEqualTo(settings.retry().maxAttempts() + 3);
  }

  @Test
  void aLaneHoldsTenMillionUnfinishedItems() {
    assertThat(EngineSettings.defaults().protection().maxDepth()).isEqualTo(10_000_000);
  }

  private ItemId cancelEarly(int number) {
    ItemId item = new ItemId(new UUID(9, number));
    lab.engine.handle(new LaneEvent.ItemCancelled(LANE, item), lab.now);
    return item;
  }

  private long nanosPerCall() {
    Limits limits = snapshot().limits();
    assertThat(limits).isNotNull();
    return limits.nanosPerCall();
  }

  private LaneSnapshot snapshot() {
    return lab.engine.lane(LANE).orElseThrow();
  }
}
