package dev.waybill.emitter.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.emitter.Samples;
import dev.waybill.lane.core.BreakerState;
import dev.waybill.lane.core.LaneId;
import dev.waybill.lane.core.LaneSnapshot;
import dev.waybill.lane.core.Waiting;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EmitterMetersTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final EmitterMeters meters = new EmitterMeters(registry);

  @Test
  void tellsOfTheOldestThatWaitsAndOfBreakersUntilTheyAreNoMore() {
    LaneId waiting = new LaneId(UUID.randomUUID());
    LaneId broken = new LaneId(UUID.randomUUID());
    meters.lane(1, waiting, lane(3, Samples.THEN, BreakerState.CLOSED));
    meters.lane(2, broken, lane(1, Samples.THEN.minusSeconds(60), BreakerState.OPEN));
    assertThat(gauge("oldest.arrival")).isEqualTo(Samples.THEN.getEpochSecond() - 60.0);
    assertThat(gauge("breakers.open")).isEqualTo(1);
    meters.gone(2);
    assertThat(gauge("oldest.arrival")).isEqualTo(Samples.THEN.getEpochSecond());
    assertThat(gauge("breakers.open")).isZero();
    meters.lane(1, waiting, lane(0, Samples.THEN, BreakerState.CLOSED));
    meters.lane(2, broken, lane(0, Samples.THEN, BreakerState.HALF_OPEN));
    assertThat(gauge("oldest.arrival")).isZero();
    assertThat(gauge("breakers.open")).isEqualTo(1);
    meters.lane(2, broken, null);
    assertThat(gauge("breakers.open")).isZero();
  }

  @Test
  void hasAsManySeriesForAThousandEndpointsAsForOne() {
    meters.lane(0, new LaneId(UUID.randomUUID()), lane(1, Samples.THEN, BreakerState.OPEN));
    int one = registry.getMeters().size();
    for (int i = 0; i < 1_000; i++) {
      meters.lane(i % 12, new LaneId(UUID.randomUUID()), lane(1, Samples.THEN, BreakerState.OPEN));
    }
    assertThat(registry.getMeters()).hasSize(one);
  }

  private double gauge(String name) {
    return registry.get("waybill.webhook." + name).gauge().value();
  }

  private static LaneSnapshot lane(long depth, Instant oldest, BreakerState breaker) {
    return new LaneSnapshot(
        depth,
        0,
        oldest,
        new Waiting(Waiting.Reason.NONE, Instant.MIN),
        breaker,
        null,
        false,
        false);
  }
}
