package dev.waybill.lane.core;

import static dev.waybill.lane.core.Lab.LANE;
import static dev.waybill.lane.core.Lab.lane;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where in its lane goes what was held back. */
class PlacesTest {
  private static final int KEYS = 5;
  private static final int OF_EACH = 20;

  private final Lab lab = new Lab();

  @Test
  void whatWasHeldBackGoesWhereItArrivedWhenItsKeyIsFree() {
    lab.configure(lane(1_000_000, 100, 1));
    Item first = lab.arrive(Placement.ordered("truck"));
    Item before = lab.arrive();
    Item second = lab.arrive(Placement.ordered("truck"));
    Item third = lab.arrive(Placement.ordered("truck"));
    Item between = lab.arrive();
    Item fourth = lab.arrive(Placement.ordered("truck"));
    Item last = lab.arrive();

    assertThat(finishAll())
        .containsExactly(
            first.id(), before.id(), second.id(), third.id(), between.id(), fourth.id(), last.id());
    assertThat(lab.rows.count(RowKey.Kind.ASIDE)).isZero();
  }

  @Test
  void whatWasHeldBackKeepsItsPlaceOverARestart() {
    lab.configure(lane(1_000_000, 100, 1));
    Item first = lab.arrive(Placement.ordered("truck"));
    Item before = lab.arrive();
    Item second = lab.arrive(Placement.ordered("truck"));
    Item last = lab.arrive();
    lab.finishLast(new Outcome.Succeeded());
    assertThat(lab.rows.count(RowKey.Kind.ASIDE)).isEqualTo(1);
    lab.restart();

    assertThat(lab.lastDispatch().attempt().item()).isEqualTo(before.id());
    assertThat(finishAll()).containsExactly(first.id(), before.id(), second.id(), last.id());
  }

  @Test
  void whatEndedWhileItWasPutAsideIsSkipped() {
    lab.configure(lane(1_000_000, 100, 1));
    Item first = lab.arrive(Placement.ordered("truck"));
    Item before = lab.arrive();
    Item second = lab.arrive(Placement.ordered("truck"));
    Item last = lab.arrive();
    lab.finishLast(new Outcome.Succeeded());
    lab.engine.handle(new LaneEvent.ItemCancelled(LANE, second.id()), lab.now);

    assertThat(finishAll()).containsExactly(first.id(), before.id(), last.id());
    assertThat(lab.rows.count(RowKey.Kind.ASIDE)).isZero();
    assertThat(lab.rows.count(RowKey.Kind.RING)).isZero();
  }

  /** Answers each call until there is none. */
  private List<ItemId> finishAll() {
    while (lab.engine.outstanding() > 0) {
      lab.finishLast(new Outcome.Succeeded());
    }
    return lab.decided.dispatches.stream().map(dispatch -> dispatch.attempt().item()).toList();
  }

  @Test
  void whatWasHeldBackAtOnePlaceGoesInTheOrderOfItsArrival() {
    lab.configure(lane(1_000_000, 100, 1));
    List<ItemId> arrived = new ArrayList<>();
    for (int i = 0; i < KEYS * OF_EACH; i++) {
      arrived.add(lab.arrive(Placement.ordered("truck " + i % KEYS)).id());
    }

    assertThat(finishAll()).containsExactlyElementsOf(arrived);
  }

  @Test
  void noneOfThoseHeldBackPassesTheOthersAgainAndAgain() {
    lab.configure(lane(1_000_000, 100, 1));
    Item first = lab.arrive(Placement.ordered("truck"));
    Item other = lab.arrive(Placement.ordered("van"));
    Item second = lab.arrive(Placement.ordered("truck"));
    for (int i = 0; i < OF_EACH; i++) {
      lab.arrive(Placement.ordered("van"));
    }
    lab.restart();

    assertThat(finishAll()).startsWith(first.id(), other.id(), second.id());
    assertThat(lab.rows.count(RowKey.Kind.RING)).isZero();
  }

  @Test
  void rowsOfBeforeThereWasAnOrderAreRead() {
    lab.configure(lane(1_000_000, 100, 1));
    Item first = lab.arrive();
    Item second = lab.arrive();
    Item third = lab.arrive();
    int ring = Priority.NORMAL.code();
    lab.rows.put(RowKey.ring(LANE, ring, 1), new RowWriter(1, 16).id(second.id().value()).row());
    lab.rows.put(
        RowKey.ring(LANE, ring, 2),
        new RowWriter(2, 24).id(third.id().value()).number(0).number(0).row());
    lab.restart();

    assertThat(finishAll()).containsExactly(first.id(), second.id(), third.id());
  }
}
