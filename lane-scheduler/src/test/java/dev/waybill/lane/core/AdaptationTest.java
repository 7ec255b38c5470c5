package dev.waybill.lane.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.lane.core.ModelledReceiver.Design;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Finds what another side takes, in virtual time, beside a lane that knows only its limits. What
 * they get is printed; {@code -Dwaybill.adaptation.all=true} tries more receivers, for longer.
 */
class AdaptationTest {
  private static final boolean ALL = Boolean.getBoolean("waybill.adaptation.all");
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Limits LIMITS = Limits.perSecond(500, 100, 200, TIMEOUT);
  private static final int END = ALL ? 300 : 150;

  private static Design workers(int count, int serviceMillis, int queue) {
    return new Design(count, serviceMillis, queue, 0, false);
  }

  private static Design rate(int perSecond, boolean retryAfter) {
    return new Design(100, 50, 0, perSecond, retryAfter);
  }

  static Stream<Design> receivers() {
    Stream<Design> few =
        Stream.of(
            workers(1, 200, 3),
            workers(5, 1_000, 10),
            workers(5, 100, 10),
            workers(20, 200, 40),
            workers(1, 100, 1_000),
            rate(5, true),
            rate(5, false),
            rate(50, true),
            rate(50, false));
    return ALL
        ? Stream.concat(
            few,
            Stream.of(
                workers(50, 200, 20), workers(50, 100, 20), rate(250, true), rate(450, false)))
        : few;
  }

  @ParameterizedTest
  @MethodSource("receivers")
  void findsWhatAReceiverTakesWithinAMinuteAndIsSeldomRefused(Design design) {
    Delivering adaptive = delivering(design, true).run(END);
    Delivering fixed = delivering(design, false).run(END);
    tell(design, adaptive, fixed);

    assertThat(adaptive.goodput(60, END))
        .as("of %s a second", design.capacity())
        .isGreaterThan(0.9 * design.capacity());
    assertThat(adaptive.refusedShare(60, END)).isLessThan(0.01);
    assertThat(adaptive.refusedShare(0, END)).isLessThan(fixed.refusedShare(0, END));
  }

  private static void tell(Design design, Delivering adaptive, Delivering fixed) {
    System.out.printf(
        Locale.ROOT,
        "%s: %.0f/s at most; adaptive %.1f/s, %.2f %% refused (first minute %.1f/s, %.1f %%);"
            + " fixed %.1f/s, %.1f %%%n",
        design,
        design.capacity(),
        adaptive.goodput(60, END),
        100 * adaptive.refusedShare(60, END),
        adaptive.goodput(0, 60),
        100 * adaptive.refusedShare(0, 60),
        fixed.goodput(60, END),
        100 * fixed.refusedShare(60, END));
  }

  @Test
  void returnsGentlyAfterAnOutageAndAtWhatTheReceiverTookBefore() {
    Design design = workers(5, 100, 10);
    Delivering lane = delivering(design, true).run(60);
    lane.receiver().down(true);
    lane.run(120);
    lane.receiver().down(false);
    int back = lane.second();
    lane.run(200);
    int first = back;
    while (lane.seconds[first][1] == 0) {
      first++;
    }

    assertThat(lane.sum(0, 75, back)).as("calls while it was down, after the first").isLessThan(8);
    assertThat(lane.most(0, back, lane.second())).isLessThan((int) (2 * design.capacity()));
    assertThat(lane.goodput(first, lane.second() - 1)).isGreaterThan(0.8 * design.capacity());
    assertThat(lane.refusedShare(first, lane.second())).isLessThan(0.01);
  }

  @Test
  void usesWhatAReceiverTakesMoreThanBefore() {
    Delivering lane = delivering(workers(2, 200, 4), true).run(90);
    int narrow = lane.window();
    lane.receiver().become(workers(20, 200, 40));
    lane.run(240);

    assertThat(narrow).isLessThan(10);
    assertThat(lane.goodput(lane.second() - 30, lane.second())).isGreaterThan(90);
  }

  @Test
  void givesWayToAReceiverThatTakesLessThanBefore() {
    Delivering lane = delivering(workers(20, 200, 40), true).run(60);
    lane.receiver().become(workers(2, 200, 4));
    lane.run(120);

    assertThat(lane.goodput(120, 180)).isGreaterThan(9);
    assertThat(lane.refusedShare(120, 180)).isLessThan(0.01);
  }

  @Test
  void theWholeBoundIsBackTwelveMinutesAfterTheLastRefusalEvenWithNothingToDo() {
    Delivering lane = delivering(rate(5, true), true).run(30);
    assertThat(lane.heldBack()).isEqualTo(1);
    lane.receiver().become(workers(1_000, 5, 1_000));
    lane.run(60, 0);
    lane.pass(Duration.ofMinutes(11));

    assertThat(lane.heldBack()).isZero();
    assertThat(lane.snapshot().limits()).isEqualTo(LIMITS);
  }

  /** The floor of 500 calls a second is one, a five-hundredth. */
  @Test
  void theWholeBoundIsBackFromTheFloorNineteenMinutesAfterTheLastRefusal() {
    Delivering lane = delivering(rate(1, false), true).run(120);
    lane.receiver().become(workers(1_000, 5, 1_000));
    lane.run(60, 0);
    lane.pass(Duration.ofMinutes(14));
    assertThat(lane.heldBack()).as("pressed down further than to a hundredth").isEqualTo(1);
    lane.pass(Duration.ofMinutes(4));

    assertThat(lane.heldBack()).isZero();
  }

  @Test
  void aRestartForgetsNothing() {
    Delivering lane = delivering(workers(2, 200, 4), true).run(60);
    int window = lane.window();
    lane.restart();

    assertThat(lane.window()).isEqualTo(window).isLessThan(10);
    assertThat(lane.run(60).refusedShare(60, 120)).isLessThan(0.01);
  }

  @Test
  void oneSlowCallInTenIsNoCrowd() {
    ModelledReceiver receiver = new ModelledReceiver(workers(1_000, 50, 0), 7).slow(0.1);
    Delivering lane = new Delivering(receiver, Limits.perSecond(100, 100, 50, TIMEOUT), true);
    lane.run(120);

    assertThat(lane.window()).isEqualTo(50);
    assertThat(lane.goodput(30, 120)).isGreaterThan(95);
  }

  @Test
  void failuresThatFewerCallsDoNotCureCostLittle() {
    ModelledReceiver receiver = new ModelledReceiver(workers(1_000, 100, 0), 7).failing(0.03);
    Delivering lane = new Delivering(receiver, Limits.perSecond(100, 100, 50, TIMEOUT), true);
    lane.run(400);

    assertThat(lane.goodput(100, 400)).isGreaterThan(60);
  }

  @Test
  void learnsNothingUnlessToldTo() {
    Delivering lane = delivering(workers(2, 200, 4), false).run(60);

    assertThat(lane.window()).isEqualTo(200);
    assertThat(lane.heldBack()).isZero();
  }

  private static Delivering delivering(Design design, boolean adaptive) {
    return new Delivering(new ModelledReceiver(design, 7), LIMITS, adaptive);
  }
}
