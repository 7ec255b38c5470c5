package dev.waybill.lane.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartsTest {
  private final Restarts restarts = new Restarts();
  private long now = 1_000;

  @Test
  void waitsTwiceAsLongEachTimeUpToHalfAMinute() {
    assertThat(died()).isEqualTo(Duration.ofMillis(250));
    assertThat(died()).isEqualTo(Duration.ofMillis(500));
    assertThat(died()).isEqualTo(Duration.ofSeconds(1));
    for (int i = 0; i < 4; i++) {
      died();
    }
    assertThat(died()).isEqualTo(Duration.ofSeconds(30));
    for (int i = 0; i < 100; i++) {
      assertThat(died()).isEqualTo(Duration.ofSeconds(30));
    }
  }

  @Test
  void aCalmRunIsANewBeginning() {
    died();
    died();
    died();
    assertThat(restarts.isUnstable(now)).isTrue();
    now += Restarts.CALM.toNanos() + 1;
    assertThat(restarts.isUnstable(now)).isFalse();
    assertThat(died()).isEqualTo(Duration.ofMillis(250));
    assertThat(restarts.inRow()).isEqualTo(1);
  }

  private Duration died() {
    Duration wait = restarts.died(now);
    now += wait.toNanos();
    restarts.started(now);
    return wait;
  }
}
