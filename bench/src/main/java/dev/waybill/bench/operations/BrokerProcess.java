package dev.waybill.bench.operations;

import dev.waybill.bench.frame.MeasurementException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An embedded broker in a process of its own; it ends with this process, however that ends. */
final class BrokerProcess implements AutoCloseable {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final String HEAP = "-Xmx1g";

  private final Path folder;
  private final String bootstrapServers;
  private Process process;

  private BrokerProcess(Path folder, Process process, String bootstrapServers) {
    this.folder = folder;
    this.process = process;
    this.bootstrapServers = bootstrapServers;
  }

  static BrokerProcess start(Path folder) {
    Process process = launch(folder, "0");
    return new BrokerProcess(folder, process, address(process));
  }

  private static Process launch(Path folder, String port) {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            HEAP,
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            BrokerMain.class.getName(),
            folder.toString(),
            port);
    try {
      return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      throw new UncheckedIOException("the broker's process could not be started", e);
    }
  }

  /**
   * {@code kill -9}, and a start on what it left, at the same address; returns when it is ready.
   */
  void killAndStartAgain() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process = launch(folder, bootstrapServers.substring(bootstrapServers.lastIndexOf(':') + 1));
    address(process);
  }

  private static String address(Process process) {
    try {
      BufferedReader output = process.inputReader();
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith(BrokerMain.READY)) {
          return line.substring(BrokerMain.READY.length());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the broker cannot be heard", e);
    }
    throw new MeasurementException("the broker ended before it was ready");
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  /** CPU time that it has used; zero where the system does not tell. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** With which settings it runs. */
  static String settings() {
    return "one embedded broker of its own process ("
        + HEAP
        + ", serial GC), no fsync per record, acks=all of one replica";
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
