package dev.waybill.bench.backlog;

import dev.waybill.bench.frame.MeasurementException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Runs {@link BacklogMain} with a heap of its own and hands on what it says. */
final class MeasuredProcess {
  private MeasuredProcess() {}

  /**
   * Runs it to its end.
   *
   * @param heap the JVM's option
   * @param arguments some of them several words
   * @throws MeasurementException if it fails
   */
  static void run(String heap, List<String> arguments, Consumer<String> lines)
      throws InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(heap);
    command.add("-XX:+UseSerialGC");
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(BacklogMain.class.getName());
    arguments.forEach(argument -> command.addAll(List.of(argument.split(" ", -1))));
    Process process = start(command);
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.accept(line);
      }
      int status = process.waitFor();
      if (status != 0) {
        throw new MeasurementException("the measured process ended with status " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the measured process cannot be heard", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static Process start(List<String> command) {
    try {
      return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      throw new UncheckedIOException("the measured process could not be started", e);
    }
  }
}
