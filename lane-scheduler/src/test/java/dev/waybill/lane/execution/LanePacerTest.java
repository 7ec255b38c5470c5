package dev.waybill.lane.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.lane.core.Dispatch;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LanePacerTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final Dispatch.Pace TEN_A_SECOND = new Dispatch.Pace(100_000_000, 2);

  private final LanePacer pacer = new LanePacer();
  private final UUID lane = UUID.randomUUID();

  @Test
  void spacesWhatComesInABunchBeyondTheBurst() {
    assertThat(reserve()).isEqualTo(NOW);
    assertThat(reserve()).isEqualTo(NOW);
    assertThat(reserve()).isEqualTo(NOW.plusMillis(100));
    assertThat(reserve()).isEqualTo(NOW.plusMillis(200));
  }

  @Test
  void refusesWhatWouldStartTooLateAndDoesNotCountIt() {
    for (int i = 0; i < 4; i++) {
      reserve();
    }
    assertThat(pacer.reserve(lane, TEN_A_SECOND, NOW, NOW.plusMillis(299))).isEmpty();
    assertThat(reserve()).isEqualTo(NOW.plusMillis(300));
  }

  @Test
  void aFasterPaceHoldsAtOnce() {
    Dispatch.Pace oneAnHour = new Dispatch.Pace(3_600_000_000_000L, 1);
    assertThat(pacer.reserve(lane, oneAnHour, NOW, NOW)).contains(NOW);
    assertThat(pacer.reserve(lane, TEN_A_SECOND, NOW.plusSeconds(1), NOW.plusSeconds(2)))
        .contains(NOW.plusMillis(1_100));
  }

  @Test
  void lanesDoNotWaitForOneAnother() {
    for (int i = 0; i < 4; i++) {
      reserve();
    }
    assertThat(pacer.reserve(UUID.randomUUID(), TEN_A_SECOND, NOW, NOW)).contains(NOW);
  }

  @Test
  void forgetsLanesThatOweNothing() {
    Instant time = NOW;
    for (int i = 0; i < 50_000; i++) {
      pacer.reserve(UUID.randomUUID(), TEN_A_SECOND, time, time);
      time = time.plusMillis(1);
    }
    assertThat(pacer.size()).isLessThanOrEqualTo(10_000);
  }

  @Test
  void manyLanesThatOweAreNotLookedAtEachTime() {
    Dispatch.Pace oneADay = new Dispatch.Pace(86_400_000_000_000L, 1);
    long begun = System.nanoTime();
    for (int i = 0; i < 60_000; i++) {
      pacer.reserve(UUID.randomUUID(), oneADay, NOW, NOW);
    }
    assertThat(pacer.size()).isEqualTo(60_000);
    // A look at all of them each time would take a billion and more steps.
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
  }

  private Instant reserve() {
    return pacer.reserve(lane, TEN_A_SECOND, NOW, NOW.plusSeconds(1)).orElseThrow();
  }
}
