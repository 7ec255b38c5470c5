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
  @CsvSource({"10s, 25ms", "1s, 100ms", "3s, 300ms"})
  void givesAStepItsTime(String timeout, String interval) {
    Settings settings = settings(timeout, interval);
    assertThat(TransactionTimeouts.of(settings, TIMEOUT, INTERVAL))
        .isEqualTo(Durations.parse(timeout));
  }

  @ParameterizedTest
  @CsvSource({"999ms, 25ms", "3s, 301ms", "0s, 1ms"})
  void refusesOneInWhichASlowStepIsAborted(String timeout, String interval) {
    Settings settings = settings(timeout, interval);
    assertThatThrownBy(() -> TransactionTimeouts.of(settings, TIMEOUT, INTERVAL))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("worker.transaction_timeout must be at least 1s")
        .hasMessageContaining("10 times worker.commit_interval, which is " + interval)
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
