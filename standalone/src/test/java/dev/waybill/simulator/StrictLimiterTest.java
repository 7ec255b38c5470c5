package dev.waybill.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StrictLimiterTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

  @Test
  void letsThroughABurstAndThenTheRate() {
    StrictLimiter limiter = new StrictLimiter();
    assertThat(limiter.admit(START, 2, 3)).isZero();
    assertThat(limiter.admit(START, 2, 3)).isZero();
    assertThat(limiter.admit(START, 2, 3)).isZero();
    assertThat(limiter.admit(START, 2, 3)).isEqualTo(Duration.ofMillis(500));
    assertThat(limiter.admit(START.plusMillis(499), 2, 3)).isEqualTo(Duration.ofMillis(1));
    assertThat(limiter.admit(START.plusMillis(500), 2, 3)).isZero();
  }

  @Test
  void neverLetsThroughMoreThanRateTimesWindowPlusBurst() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 20; round++) {
      double rate = 0.5 + random.nextDouble() * 50;
      int burst = 1 + random.nextInt(20);
      List<Instant> admitted = new ArrayList<>();
      StrictLimiter limiter = new StrictLimiter();
      Instant now = START;
      for (int call = 0; call < 1_000; call++) {
        now = now.plusNanos((long) (random.nextDouble() * random.nextDouble() * 2e9 / rate));
        if (limiter.admit(now, rate, burst).isZero()) {
          admitted.add(now);
        }
      }
      assertNoWindowIsOver(admitted, rate, burst);
    }
  }

  @Test
  void saysWhatIsLeft() {
    StrictLimiter limiter = new StrictLimiter();
    assertThat(limiter.quota(START, 2, 3)).isEqualTo(quota(3, 0));
    limiter.admit(START, 2, 3);
    assertThat(limiter.quota(START, 2, 3)).isEqualTo(quota(2, 500));
    limiter.admit(START, 2, 3);
    limiter.admit(START, 2, 3);
    limiter.admit(START, 2, 3);
    assertThat(limiter.quota(START, 2, 3)).as("until the next one").isEqualTo(quota(0, 500));
    assertThat(limiter.quota(START.plusMillis(499), 2, 3)).isEqualTo(quota(0, 1));
    assertThat(limiter.quota(START.plusMillis(500), 2, 3)).isEqualTo(quota(1, 1_000));
  }

  private static StrictLimiter.Quota quota(int remaining, int resetMillis) {
    return new StrictLimiter.Quota(remaining, Duration.ofMillis(resetMillis));
  }

  @Test
  void givesNothingAwayWhenTheClockIsSetBack() {
    StrictLimiter limiter = new StrictLimiter();
    assertThat(limiter.admit(START, 1, 1)).isZero();
    assertThat(limiter.admit(START.minusSeconds(60), 1, 1)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void appliesAFasterRateAtOnce() {
    StrictLimiter limiter = new StrictLimiter();
    assertThat(limiter.admit(START, 0.001, 1)).isZero();
    assertThat(limiter.admit(START, 10, 1)).isEqualTo(Duration.ofMillis(100));
  }

  private static void assertNoWindowIsOver(List<Instant> admitted, double rate, int burst) {
    for (int from = 0; from < admitted.size(); from++) {
      for (int to = from; to < admitted.size(); to++) {
        double seconds = Duration.between(admitted.get(from), admitted.get(to)).toNanos() / 1e9;
        assertThat((double) (to - from + 1)).isLessThanOrEqualTo(rate * seconds + burst + 1e-6);
      }
    }
  }
}
