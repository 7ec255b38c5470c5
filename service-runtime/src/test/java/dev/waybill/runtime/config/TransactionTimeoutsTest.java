package dev.waybill.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransactionTimeoutsTest {
  private static final Setting<Duration> TIMEOUT =
      Setting.duration("worker.transaction_timeout", Duration.ofSeconds(10), "How long.");
  private static final Setting<Duration> INTERVAL =
      Setting.duration("worker.commit_interval", Duration.ofMillis(25), "How often.");

  @ParameterizedTest
  @CsvSource({"10s, 25ms", "1200ms, 100ms", "10s, 4500ms"})
  void givesAStepItsTime(String timeout, String interval) {
    Settings settings = settings(timeout, interval);
    assertThat(TransactionTimeouts.of(settings, TIMEOUT, INTERVAL))
        .isEqualTo(Durations.parse(timeout));
  }

  @ParameterizedTest
  @CsvSource({"1049ms, 25ms, 1050ms", "3s, 1001ms, 3002ms", "0s, 1ms, 1002ms"})
  void refusesOneInWhichASlowStepIsAborted(String timeout, String interval, String least) {
    Settings settings = settings(timeout, interval);
    assertThatThrownBy(() -> TransactionTimeouts.of(settings, TIMEOUT, INTERVAL))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("worker.transaction_timeout must be at least " + least)
        .hasMessageContaining("2 times worker.commit_interval, which is " + interval + ", and 1s")
        .hasMessageContaining("the default is 10s");
  }

  private static Settings settings(String timeout, String interval) {
    return Settings.load(
        Map.of(
            TIMEOUT.environmentName(), timeout,
            INTERVAL.environmentName(), interval),
        null,
        List.of(TIMEOUT, INTERVAL));
  }
}
