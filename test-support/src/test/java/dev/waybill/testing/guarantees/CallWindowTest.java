package dev.waybill.testing.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CallWindowTest {
  private static final CallWindow STRICT = new CallWindow(2, 2, Duration.ZERO);

  @Test
  void isKeptByABurstAndThenTheRate() {
    assertThat(STRICT.violation(Calls.at(0, 0, 500, 1_000, 1_500, 5_000, 5_000, 5_500))).isEmpty();
    assertThat(STRICT.violation(List.of())).isEmpty();
  }

  @Test
  void isBrokenByOneCallMoreThanTheBurst() {
    assertThat(STRICT.violation(Calls.at(0, 0, 400)).orElseThrow())
        .startsWith("3 calls within 400 ms from 0 on");
  }

  @Test
  void isBrokenByAFullBucketAfterARestart() {
    assertThat(STRICT.violation(Calls.at(0, 0, 500, 1_000, 1_100, 1_100))).isPresent();
  }

  @Test
  void isBrokenByARateSlightlyTooHigh() {
    long[] every480 = new long[60];
    for (int i = 0; i < every480.length; i++) {
      every480[i] = i * 480L;
    }
    assertThat(STRICT.violation(Calls.at(every480))).isPresent();
  }

  @Test
  void allowsWhatTheSlackAllowsAndNoMore() {
    CallWindow slack = new CallWindow(2, 2, Duration.ofMillis(500));
    assertThat(slack.violation(Calls.at(0, 0, 0))).isEmpty();
    assertThat(slack.violation(Calls.at(0, 0, 0, 100))).isPresent();
  }

  @Test
  void agreesWithACountOverAllWindows() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      List<Long> times = new ArrayList<>();
      long now = 0;
      for (int i = 0; i < 20; i++) {
        now += random.nextInt(900);
        times.add(now);
      }
      long[] sorted = times.stream().mapToLong(Long::longValue).toArray();
      assertThat(STRICT.violation(Calls.at(sorted)).isPresent())
          .as("seed %d, round %d: %s", seed, round, times)
          .isEqualTo(someWindowIsTooFull(sorted));
    }
  }

  private static boolean someWindowIsTooFull(long[] sorted) {
    for (int from = 0; from < sorted.length; from++) {
      for (int to = from; to < sorted.length; to++) {
        if (to - from + 1 > 2 + 2 * (sorted[to] - sorted[from] + 1) / 1e3 + 1e-6) {
          return true;
        }
      }
    }
    return false;
  }
}
