package dev.waybill.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.testing.ProcessUnderTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that cannot be: a plain sentence on the error stream, a status, no stack trace. */
final class StartFailuresIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int WRONG_USE = 2;
  private static final int CANNOT_START = 1;

  @TempDir Path folder;

  @Test
  void aPortInUseIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());
      for (String option : List.of("--port", "--kafka-port", "--simulator-port")) {
        List<String> arguments =
            new ArrayList<>(List.of("start", "--data=" + folder.resolve("data" + option)));
        for (String other : List.of("--port", "--kafka-port", "--simulator-port")) {
          arguments.add(other + "=" + (other.equals(option) ? port : "0"));
        }
        assertThat(failure(CANNOT_START, Map.of(), arguments)).contains(port).contains("in use");
      }
      assertThat(failure(CANNOT_START, Map.of(), List.of("simulator", "--port=" + port)))
          .contains(port)
          .contains("in use");
    }
  }

  @Test
  void aDataFolderThatCannotBeIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "not a folder");
    for (Path data : List.of(file, file.resolve("below"))) {
      assertThat(failure(CANNOT_START, Map.of(), start(data))).contains(data.toString());
    }
  }

  @Test
  void aDataFolderThatAnotherStartHoldsIsNamed() {
    Path held = SharedWaybill.get().data();
    assertThat(failure(CANNOT_START, Map.of(), start(held))).contains(held.toString());
  }

  @Test
  void aBrokerThatCannotBeReachedIsTold() throws IOException {
    String nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      nobody = "127.0.0.1:" + free.getLocalPort();
    }
    assertThat(status(run("keys", Map.of(), List.of("keys", "secrets")))).isZero();
    Map<String, String> environment =
        Map.of(
            "WAYBILL_KAFKA_BOOTSTRAP_SERVERS",
            nobody,
            "WAYBILL_SECRETS_PUBLIC_KEY_FILE",
            key("public"),
            "WAYBILL_SECRETS_PRIVATE_KEY_FILE",
            key("private"),
            "WAYBILL_API_PORT",
            "0",
            "WAYBILL_WORKER_PORT",
            "0",
            "WAYBILL_EMITTER_PORT",
            "0");
    // All at once: each waits a while for its broker.
    List<Attempt> attempts =
        List.of("api", "worker", "emitter", "topics", "dead-letters", "redrive --all").stream()
            .map(command -> run(command, environment, Arrays.asList(command.split(" ", -1))))
            .toList();
    for (Attempt attempt : attempts) {
      assertThat(failure(CANNOT_START, attempt))
          .as(attempt.name())
          .contains("Kafka cannot be reached")
          .contains("WAYBILL_KAFKA_BOOTSTRAP_SERVERS");
    }
  }

  @Test
  void anUnknownSettingIsToldWithTheNearestKnownOne() throws IOException {
    assertThat(
            failure(
                CANNOT_START, Map.of("WAYBILL_WORKER_SLOT", "3"), start(folder.resolve("data"))))
        .contains("WAYBILL_WORKER_SLOT")
        .contains("WAYBILL_WORKER_SLOTS");
    Path file = Files.writeString(folder.resolve("waybill.conf"), "worker.slot=3\n");
    assertThat(failure(CANNOT_START, Map.of(), List.of("worker", "--config=" + file)))
        .contains("worker.slot")
        .contains("worker.slots");
    assertThat(
            failure(
                CANNOT_START,
                Map.of("WAYBILL_WORKER_SLOTS", "many"),
                start(folder.resolve("data"))))
        .contains("many");
  }

  @Test
  void anUnknownCommandOrOptionIsTold() {
    assertThat(failure(WRONG_USE, Map.of(), List.of("strat"))).contains("strat").contains("start");
    assertThat(failure(WRONG_USE, Map.of(), List.of("start", "--prot=1"))).contains("--prot");
    assertThat(failure(WRONG_USE, Map.of(), List.of("start", "--port=many"))).contains("many");
    assertThat(failure(WRONG_USE, Map.of(), List.of())).contains("start");
    assertThat(failure(WRONG_USE, Map.of(), List.of("redrive"))).contains("--all");
    assertThat(failure(WRONG_USE, Map.of(), List.of("redrive", "operation.requested:3")))
        .contains("topic:partition:offset");
    assertThat(failure(WRONG_USE, Map.of(), List.of("dead-letters", "--limit=0")))
        .contains("--limit");
  }

  private static List<String> start(Path data) {
    return List.of("start", "--port=0", "--kafka-port=0", "--simulator-port=0", "--data=" + data);
  }

  /** A run of the command line, its error stream in a file. */
  private record Attempt(String name, ProcessUnderTest process, Path errors) {}

  private Attempt run(String name, Map<String, String> environment, List<String> arguments) {
    Path errors = folder.resolve(name + "-" + System.nanoTime() + ".err");
    List<String> command = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" 2>\"$ERRORS\"", "sh"));
    command.addAll(
        ProcessUnderTest.javaCommand(WaybillProcess.MAIN, arguments.toArray(String[]::new)));
    Map<String, String> all = new HashMap<>(environment);
    all.put("ERRORS", errors.toString());
    return new Attempt(name, ProcessUnderTest.start(name, command, folder, all), errors);
  }

  private String failure(int status, Map<String, String> environment, List<String> arguments) {
    return failure(status, run("waybill", environment, arguments));
  }

  /** What it told, after a look at status and manners. */
  private static String failure(int status, Attempt attempt) {
    int actual = status(attempt);
    String errors = read(attempt.errors());
    assertThat(actual).as(errors).isEqualTo(status);
    List<String> all = new ArrayList<>(attempt.process().lines());
    all.addAll(Arrays.asList(errors.split("\n", -1)));
    assertThat(all).noneMatch(line -> line.startsWith("\tat ") || line.startsWith("Caused by"));
    assertThat(errors).isNotBlank();
    return errors;
  }

  private static int status(Attempt attempt) {
    try (ProcessUnderTest process = attempt.process()) {
      return process.awaitExit(LIMIT);
    }
  }

  private String key(String part) throws IOException {
    try (var files = Files.list(folder.resolve("secrets"))) {
      return files
          .filter(file -> file.getFileName().toString().contains(part))
          .findFirst()
          .orElseThrow()
          .toString();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
