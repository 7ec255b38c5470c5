package dev.waybill.api.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.DeliveryLog;
import dev.waybill.schemas.DeliveryStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeliveryMetricsTest {
  private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");

  @Test
  void countsRequestsAndNotTheLinesThatTellOfThem() {
    UUID givenUp = UUID.randomUUID();
    List<DeliveryLog> newestFirst =
        List.of(
            line(UUID.randomUUID(), DeliveryStatus.FAILED, null, null), // deleted while it waited
            line(givenUp, DeliveryStatus.FAILED, 500, 5L),
            line(givenUp, DeliveryStatus.RETRYING, 500, 5L),
            line(UUID.randomUUID(), DeliveryStatus.SUCCEEDED, 200, 7L),
            line(UUID.randomUUID(), DeliveryStatus.RETRYING, 500, 9L));

    assertThat(DeliveryMetrics.of(newestFirst, Duration.ofDays(1), false))
        .returns(3L, DeliveryMetrics::attempts)
        .returns(1L, DeliveryMetrics::succeeded)
        .returns(1L, DeliveryMetrics::retrying)
        .returns(1L, DeliveryMetrics::waiting)
        .returns(AT.plusSeconds(30), DeliveryMetrics::nextAttemptAt)
        .returns(2L, DeliveryMetrics::failed)
        .returns(Map.of("200", 1L, "500", 2L), DeliveryMetrics::responses);
  }

  private static DeliveryLog line(
      UUID delivery, DeliveryStatus status, @Nullable Integer code, @Nullable Long durationMs) {
    return new DeliveryLog(
        delivery,
        UUID.randomUUID(),
        UUID.randomUUID(),
        UUID.randomUUID(),
        "resource_operation.created",
        1,
        status,
        code,
        null,
        durationMs,
        status == DeliveryStatus.RETRYING ? AT.plusSeconds(30) : null,
        AT,
        null,
        null,
        null,
        null);
  }
}
