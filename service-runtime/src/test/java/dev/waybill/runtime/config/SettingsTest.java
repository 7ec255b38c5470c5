package dev.waybill.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.runtime.StartupException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  private static final Setting<Integer> PORT =
      Setting.integer("api.port", 8080, 0, 65_535, "Port.");
  private static final Setting<Duration> LIMIT =
      Setting.duration("worker.dispatch_validity", Duration.ofSeconds(1), "How long.");
  private static final Setting<Boolean> OPEN = Setting.bool("api.open", false, "Open.");
  private static final List<Setting<?>> ALL = List.of(PORT, LIMIT, OPEN);

  @TempDir Path folder;

  @Test
  void environmentWinsOverFileAndFileOverDefault() throws Exception {
    Path file = file("api.port=9000\nworker.dispatch_validity=2s\n");
    Settings settings =
        Settings.load(Map.of("WAYBILL_API_PORT", "9001", "PATH", "/bin"), file, ALL);
    assertThat(settings.get(PORT)).isEqualTo(9001);
    assertThat(settings.get(LIMIT)).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.get(OPEN)).isFalse();
  }

  @Test
  void allProblemsAreToldAtOnceWithTheNearestKnownName() throws Exception {
    Path file = file("api.prot=1\n");
    Map<String, String> environment =
        Map.of("WAYBILL_API_PORT", "70000", "WAYBILL_WORKER_DISPATCH_VALIDTY", "1s");
    assertThatThrownBy(() -> Settings.load(environment, file, ALL))
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "api.prot is not known; did you mean api.port?",
                        "WAYBILL_WORKER_DISPATCH_VALIDTY is not known; did you mean"
                            + " WAYBILL_WORKER_DISPATCH_VALIDITY?",
                        "WAYBILL_API_PORT must be 0 to 65535, not '70000'"));
  }

  @Test
  void kafkaPropertiesPassThroughAndStayOutOfTheText() throws Exception {
    Path file = file("kafka.linger.ms=5\n");
    Settings settings =
        Settings.load(
            Map.of(
                "WAYBILL_KAFKA_BOOTSTRAP_SERVERS",
                "b:9092",
                "WAYBILL_KAFKA_SASL_JAAS_CONFIG",
                "hush"),
            file,
            ALL);
    assertThat(settings.kafka())
        .containsEntry("bootstrap.servers", "b:9092")
        .containsEntry("linger.ms", "5")
        .containsEntry("sasl.jaas.config", "hush");
    assertThat(settings.toString()).doesNotContain("hush");
  }

  @Test
  void aFileThatIsNotThereIsOneSentence() {
    assertThatThrownBy(() -> Settings.load(Map.of(), folder.resolve("none"), ALL))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("none cannot be read");
  }

  @ParameterizedTest
  @CsvSource({"250ms,PT0.25S", "30s,PT30S", "5m,PT5M", "12h,PT12H", "14d,PT336H", "0ms,PT0S"})
  void durationsAreReadAndWrittenAlike(String text, Duration expected) {
    assertThat(Durations.parse(text)).isEqualTo(expected);
    assertThat(Durations.format(expected)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "-1s", "1.5s", "1 s", "1w", "99999999999s"})
  void whatIsNoDurationIsRefused(String text) {
    assertThatThrownBy(() -> Durations.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  private Path file(String content) throws Exception {
    return Files.writeString(folder.resolve("waybill.properties"), content);
  }
}
