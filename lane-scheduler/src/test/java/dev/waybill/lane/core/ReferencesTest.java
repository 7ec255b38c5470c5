package dev.waybill.lane.core;

import static dev.waybill.lane.core.Lab.LANE;
import static dev.waybill.lane.core.Lab.unlimited;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.lane.core.Ending.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Items that wait for items. */
class ReferencesTest {
  private final Lab lab = new Lab();

  @Test
  void waitsForTheOneThatItRefersTo() {
    lab.configure(unlimited());
    Item create = lab.arrive();
    Item update = lab.arrive(after(create));
    assertThat(lab.decided.dispatches).hasSize(1);
    assertThat(lab.decided.acceptedFor.getLast()).isEqualTo(Waiting.Reason.REFERENCE);
    assertThat(lab.engine.waiting(LANE, update.id()).orElseThrow().reason())
        .isEqualTo(Waiting.Reason.REFERENCE);
    lab.finishLast(Lab.failed());
    lab.restart();
    lab.pass(Duration.ofSeconds(2));
    assertThat(lab.lastDispatch().attempt().item()).isEqualTo(create.id());
    lab.finishLast(new Outcome.Succeeded());

    assertThat(lab.lastDispatch().attempt().item()).isEqualTo(update.id());
    assertThat(lab.rows.count(RowKey.Kind.WAITER)).isZero();
  }

  @Test
  void endsWithTheOneThatItRefersTo() {
    lab.configure(unlimited());
    Item create = lab.arrive();
    lab.arrive(after(create));
    lab.finishLast(new Outcome.Rejected("no"));
    lab.arrive(after(create));

    assertThat(lab.kinds())
        .containsExactly(Kind.REJECTED, Kind.DEPENDENCY_FAILED, Kind.DEPENDENCY_FAILED);
    assertThat(lab.engine.depth()).isZero();
  }

  @Test
  void waitsForAllOfThem() {
    lab.configure(unlimited());
    Item first = lab.arrive();
    Dispatch ofFirst = lab.lastDispatch();
    Item second = lab.arrive();
    Dispatch ofSecond = lab.lastDispatch();
    lab.arrive(after(first, second));
    lab.finish(ofSecond, new Outcome.Succeeded());
    assertThat(lab.decided.dispatches).hasSize(2);
    lab.finish(ofFirst, new Outcome.Succeeded());

    assertThat(lab.decided.dispatches).hasSize(3);
  }

  @Test
  void doesNotWaitForWhatIsNotKnownOrIsItself() {
    lab.configure(unlimited());
    ItemId stranger = new ItemId(new UUID(7, 7));
    lab.arrive(Placement.ordered("").after(List.of(Reference.to(stranger))));
    ItemId self = new ItemId(new UUID(7, 8));
    lab.arrive(self, Placement.ordered("").after(List.of(Reference.to(self))));

    assertThat(lab.decided.dispatches).hasSize(2);
  }

  @Test
  void keepsItsPlaceInItsOrderWhileItWaits() {
    lab.configure(unlimited());
    Item create = lab.arrive();
    Item first = lab.arrive(Placement.ordered("truck").after(List.of(Reference.to(create.id()))));
    Item second = lab.arrive(Placement.ordered("truck"));
    assertThat(lab.decided.dispatches).hasSize(1);
    lab.finishLast(new Outcome.Succeeded());
    assertThat(lab.lastDispatch().attempt().item()).isEqualTo(first.id());
    lab.finishLast(new Outcome.Succeeded());

    assertThat(lab.lastDispatch().attempt().item()).isEqualTo(second.id());
  }

  @Test
  void keepsItsPlaceInItsLaneWhileItWaits() {
    lab.configure(Lab.lane(1_000_000, 100, 1));
    Item create = lab.arrive();
    Item before = lab.arrive();
    Item refers = lab.arrive(Placement.ordered("").after(List.of(Reference.to(create.id()))));
    Item behind = lab.arrive();
    for (int i = 0; i < 4; i++) {
      lab.finishLast(new Outcome.Succeeded());
    }

    assertThat(lab.decided.dispatches)
        .extracting(dispatch -> dispatch.attempt().item())
        .containsExactly(create.id(), before.id(), refers.id(), behind.id());
  }

  @Test
  void anotherRunOfTheOneThatFailedIsNotWhatItReferredTo() {
    lab.configure(unlimited());
    Item holder = lab.arrive(Placement.ordered("truck"));
    Dispatch ofHolder = lab.lastDispatch();
    Item create = lab.arrive();
    lab.arrive(Placement.ordered("truck").after(List.of(Reference.to(create.id()))));
    lab.finishLast(new Outcome.Rejected("no"));
    lab.engine.handle(new LaneEvent.ItemRetried(LANE, create.id(), 1), lab.now);
    lab.finish(ofHolder, new Outcome.Succeeded());

    assertThat(lab.decided.ended.getLast().ending().kind()).isEqualTo(Kind.DEPENDENCY_FAILED);
    assertThat(holder.id()).isNotEqualTo(lab.decided.ended.getLast().item().id());
  }

  @Test
  void tenThousandThatWaitForOneFailInBoundedSteps() {
    lab.configure(unlimited());
    Item create = lab.arrive();
    List<Item> waiting = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      waiting.add(lab.arrive(Placement.ordered("same").after(List.of(Reference.to(create.id())))));
    }
    int before = lab.decided.ended.size();
    lab.finishLast(new Outcome.Rejected("no"));
    assertThat(lab.decided.ended.size() - before).isLessThanOrEqualTo(257);
    lab.restart();
    for (int i = 0; i < 100; i++) {
      lab.pass(Duration.ofMillis(10));
    }

    assertThat(lab.decided.ended).hasSize(10_001);
    assertThat(lab.engine.depth()).isZero();
    assertThat(lab.rows.count(RowKey.Kind.CHORE)).isZero();
  }

  private static Placement after(Item... earlier) {
    return Placement.ordered("")
        .after(Arrays.stream(earlier).map(item -> Reference.to(item.id())).toList());
  }
}
