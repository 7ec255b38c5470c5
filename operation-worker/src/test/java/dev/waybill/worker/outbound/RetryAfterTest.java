package dev.waybill.worker.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetryAfterTest {
  private static final String DATE = "Sun, 22 Nov 2026 10:00:00 GMT";

  @Test
  void readsSecondsAndDates() {
    assertThat(RetryAfter.of(Map.of("retry-after", "7"))).isEqualTo(Duration.ofSeconds(7));
    assertThat(RetryAfter.of(Map.of("retry-after", "Sun, 22 Nov 2026 10:02:00 GMT", "date", DATE)))
        .isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void neverBelievesTooMuchNorGoesBack() {
    assertThat(RetryAfter.of(Map.of("retry-after", "999999999"))).isEqualTo(RetryAfter.MAX);
    assertThat(RetryAfter.of(Map.of("retry-after", "Sat, 21 Nov 2026 10:00:00 GMT", "date", DATE)))
        .isZero();
  }

  @Test
  void ignoresWhatItCannotRead() {
    assertThat(RetryAfter.of(Map.of())).isNull();
    assertThat(RetryAfter.of(Map.of("retry-after", "soon", "date", DATE))).isNull();
    assertThat(RetryAfter.of(Map.of("retry-after", "-1"))).isNull();
    assertThat(RetryAfter.of(Map.of("retry-after", DATE))).isNull();
  }
}
