package dev.waybill.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessUnderTestTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path folder;

  @Test
  void seesOutputAndExitStatus() {
    try (var process = shell("echo one; echo \"two $WORD\" >&2; exit 3", Map.of("WORD", "words"))) {
      assertThat(process.awaitLine(line -> line.startsWith("two"), LIMIT)).isEqualTo("two words");
      assertThat(process.awaitLine("one"::equals, LIMIT)).isEqualTo("one");
      assertThat(process.awaitExit(LIMIT)).isEqualTo(3);
    }
  }

  @Test
  void killsAProcessWithAllThatItStarted() {
    ProcessUnderTest process = shell("sleep 600 & echo $!; wait", Map.of());
    long child = Long.parseLong(process.awaitLine(line -> !line.isBlank(), LIMIT));
    process.close();
    assertThat(process.isAlive()).isFalse();
    assertThat(process.awaitExit(LIMIT)).isEqualTo(128 + 9);
    ProcessHandle.of(child).ifPresent(handle -> handle.onExit().join());
  }

  @Test
  void tellsWhatAProcessWroteWhenTheLineNeverComes() {
    try (var process = shell("echo port in use; exit 1", Map.of())) {
      assertThatThrownBy(() -> process.awaitLine("ready"::equals, LIMIT))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("ended without the line waited for")
          .hasMessageContaining("port in use");
    }
    try (var process = shell("echo starting; exec sleep 600", Map.of())) {
      process.awaitLine("starting"::equals, LIMIT);
      assertThatThrownBy(() -> process.awaitLine("ready"::equals, Duration.ofMillis(50)))
          .hasMessageContaining("went on for PT0.05S");
      process.terminate();
      assertThat(process.awaitExit(LIMIT)).isEqualTo(128 + 15);
    }
  }

  @Test
  void aFrozenProcessDoesNothingUntilItIsThawed() throws IOException {
    Path state;
    try (var process = shell("echo up; while :; do sleep 0.05; done", Map.of())) {
      process.awaitLine("up"::equals, LIMIT);
      state = Path.of("/proc", Long.toString(process.pid()), "stat");
      assumeThat(state).exists();
      // A signal is sent before it has been obeyed.
      process.freeze();
      await().atMost(LIMIT).until(() -> Files.readString(state).contains(") T "));
      process.thaw();
      await().atMost(LIMIT).until(() -> !Files.readString(state).contains(") T "));
    }
  }

  @Test
  void startsThisJavaForAMainClass() {
    List<String> command = ProcessUnderTest.javaCommand("dev.waybill.NoSuchMain");
    try (var process = ProcessUnderTest.start("java", command, folder, Map.of())) {
      assertThat(process.awaitExit(LIMIT)).isEqualTo(1);
      process.awaitLine(line -> line.contains("NoSuchMain"), LIMIT);
    }
  }

  private ProcessUnderTest shell(String script, Map<String, String> environment) {
    return ProcessUnderTest.start("sh", List.of("sh", "-c", script), folder, environment);
  }
}
