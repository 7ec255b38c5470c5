package dev.waybill.lane.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** An executor and a scheduler, each with a clock of its own. */
class PunctualityTest {
  private static final Duration VALIDITY = Duration.ofSeconds(1);
  private static final Duration BOUND = Duration.ofSeconds(2);
  private static final Duration WAY = Duration.ofMillis(30);

  private final AtomicInteger refused = new AtomicInteger();
  private final Punctuality punctuality =
      new Punctuality(
          BOUND,
          new ExecutorListener() {
            @Override
            public void tooLate() {
              refused.incrementAndGet();
            }
          });
  private Instant schedulersClock = Instant.parse("2026-11-22T10:00:00Z");
  private Duration ahead = Duration.ZERO;

  @Test
  void aClockThatIsTooFarAheadIsNamedAfterTenSeconds() {
    ahead = Duration.ofMillis(1_200);
    for (int second = 0; second < 10; second++) {
      dispatch();
      assertThat(punctuality.problem(executorsClock())).as("after %d s", second).isEmpty();
    }
    dispatch();

    assertThat(punctuality.problem(executorsClock()))
        .hasValueSatisfying(problem -> assertThat(problem).contains("clock", "NTP", "1230 ms"));
    assertThat(refused).hasValue(11);
  }

  @Test
  void aClockThatIsALittleAheadIsNoProblem() {
    ahead = Duration.ofMillis(900);
    for (int second = 0; second < 20; second++) {
      dispatch();
    }

    assertThat(punctuality.problem(executorsClock())).isEmpty();
    assertThat(refused).hasValue(0);
  }

  @Test
  void oneDispatchInTimeIsEnough() {
    ahead = Duration.ofMillis(1_200);
    for (int second = 0; second < 12; second++) {
      dispatch();
    }
    ahead = Duration.ZERO;
    dispatch();

    assertThat(punctuality.problem(executorsClock())).isEmpty();
  }

  @Test
  void nothingIsHeldAgainstAnExecutorThatReadsOldDispatchesAfterAStart() {
    ahead = Duration.ofHours(1);
    dispatch();
    dispatch();

    assertThat(punctuality.problem(executorsClock())).isEmpty();
    schedulersClock = schedulersClock.plusSeconds(60);
    assertThat(punctuality.problem(executorsClock())).as("and nothing came since").isEmpty();
  }

  @Test
  void aClockThatIsFurtherBehindThanTheBoundIsNamedAtOnce() {
    ahead = Duration.ofMillis(-2_040);
    dispatch();
    assertThat(punctuality.problem(executorsClock()))
        .hasValueSatisfying(
            problem -> assertThat(problem).contains("2010 ms", "behind", "clock", "NTP"));
    ahead = Duration.ofMillis(-2_000);
    dispatch();

    assertThat(punctuality.problem(executorsClock())).isEmpty();
    assertThat(refused).hasValue(0);
  }

  /** Writes one, which is read at once, and lets a second pass. */
  private void dispatch() {
    ReceivedDispatch dispatch =
        ReceivedDispatch.read(
                Wire.record(
                    Wire.attempt(schedulersClock, schedulersClock.plus(VALIDITY), 30_000), 0))
            .orElseThrow();
    punctuality.read(dispatch, executorsClock());
    schedulersClock = schedulersClock.plusSeconds(1);
  }

  private Instant executorsClock() {
    return schedulersClock.plus(ahead).plus(WAY);
  }
}
