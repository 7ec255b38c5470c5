package dev.waybill.lane.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.lane.core.ModelledReceiver.Design;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * A receiver comes back to many items that have waited for it, in virtual time; {@code
 * -Dwaybill.ramp.backlog=100000} is the long form, some ten seconds.
 */
class BacklogRampTest {
  private static final Design DESIGN = new Design(20, 100, 20, 0, false);
  private static final Limits LIMITS = Limits.perSecond(500, 100, 200, Duration.ofSeconds(30));
  private static final int BACKLOG = Integer.getInteger("waybill.ramp.backlog", 15_000);

  @Test
  void isDrainedAtWhatTheReceiverTakesAndNeverAtTwiceOfIt() {
    Delivering lane = new Delivering(new ModelledReceiver(DESIGN, 1), LIMITS, true).run(60);
    lane.receiver().down(true);
    lane.run(1, BACKLOG);
    lane.run(120, 0);
    lane.receiver().down(false);
    int back = lane.second();
    lane.run(60 + BACKLOG / 180, 0);
    int first = back;
    while (lane.seconds[first][1] == 0) {
      first++;
    }
    int last = first;
    while (lane.sum(1, first, last) < BACKLOG * 0.95) {
      last++;
    }
    double drained = lane.goodput(first, last);
    int most = lane.most(0, back, lane.second());
    System.out.printf(
        "a backlog of %d: %.0f/s at most, drained at %.0f/s, never more than %d in a second%n",
        BACKLOG, DESIGN.capacity(), drained, most);

    assertThat(drained).isGreaterThan(0.8 * DESIGN.capacity());
    assertThat(most).isLessThan((int) (2 * DESIGN.capacity()));
    assertThat(lane.refusedShare(first, last)).isLessThan(0.01);
  }
}
