package dev.waybill.lane.core;

import static dev.waybill.lane.core.Lab.failed;
import static dev.waybill.lane.core.Lab.unlimited;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.lane.core.Ending.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nobody is kept waiting for what cannot begin. */
class ExpressTest {
  private final Lab lab = new Lab();

  @Test
  void isRefusedWhileTheLaneIsSuspendedAndTakenAfterwards() {
    lab.configure(unlimited());
    lab.arrive();
    lab.finishLast(new Outcome.Unauthorized(1));
    arriveExpress();
    assertRefused("suspended");
    LaneSettings known = unlimited();
    lab.configure(new LaneSettings(2, 2, known.limits(), known.retry(), known.ordering(), false));
    lab.finishLast(new Outcome.Succeeded());
    Item taken = arriveExpress();

    assertThat(lab.lastDispatch().attempt().item()).isEqualTo(taken.id());
  }

  @Test
  void isRefusedUntilTheBreakerIsClosed() {
    lab.configure(unlimited());
    for (int i = 0; i < 10; i++) {
      lab.arrive();
    }
    List.copyOf(lab.decided.dispatches).forEach(call -> lab.finish(call, failed()));
    arriveExpress();
    assertRefused("does not answer");
    lab.arrive();
    lab.pass(Duration.ofSeconds(5));
    arriveExpress();
    assertRefused("does not answer");
    lab.finishLast(new Outcome.Succeeded());
    Item taken = arriveExpress();
    lab.finishLast(new Outcome.Succeeded());

    assertThat(lab.decided.dispatches)
        .extracting(dispatch -> dispatch.attempt().item())
        .contains(taken.id());
  }

  private Item arriveExpress() {
    return lab.arrive(Placement.ordered("").express(lab.now.plusSeconds(5)));
  }

  private void assertRefused(String reason) {
    Ended refused = lab.decided.ended.getLast();
    assertThat(refused.ending().kind()).isEqualTo(Kind.BUSY);
    assertThat(refused.ending().reason()).contains(reason);
    assertThat(lab.decided.dispatches)
        .extracting(dispatch -> dispatch.attempt().item())
        .doesNotContain(refused.item().id());
  }
}
