package dev.waybill.system;

import dev.waybill.testing.ProcessUnderTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code ./waybill start} as a process, on free ports, and where its parts listen. */
final class WaybillProcess implements AutoCloseable {
  static final String MAIN = "dev.waybill.standalone.Main";

  private static final Duration START_LIMIT = Duration.ofSeconds(120);
  private static final Pattern PARTS =
      Pattern.compile("Kafka is on (\\S+), the TSP simulator on (\\S+), data in .*");
  private static final Pattern READY = Pattern.compile("Waybill is ready on (http://\\S+)");
  private static final Pattern SIMULATOR = Pattern.compile("The TSP simulator is ready on (\\S+)");

  private final ProcessUnderTest process;
  private final String url;
  private final String bootstrapServers;
  private final String simulatorUrl;

  private WaybillProcess(
      ProcessUnderTest process, String url, String bootstrapServers, String simulatorUrl) {
    this.process = process;
    this.url = url;
    this.bootstrapServers = bootstrapServers;
    this.simulatorUrl = simulatorUrl;
  }

  /** Starts everything and waits for the line that says it is ready. */
  static WaybillProcess start(Path data) {
    return start(data, List.of(), Map.of());
  }

  /**
   * The same with other classes and settings.
   *
   * @param before folders whose classes replace those of the same name
   * @param environment added to this process's own
   */
  static WaybillProcess start(Path data, List<Path> before, Map<String, String> environment) {
    ProcessUnderTest process =
        ProcessUnderTest.start(
            "waybill-start",
            ProcessUnderTest.javaCommand(
                before,
                MAIN,
                "start",
                "--port=0",
                "--kafka-port=0",
                "--simulator-port=0",
                "--data=" + data.toAbsolutePath()),
            data.toAbsolutePath().getParent(),
            environment);
    try {
      Matcher ready = await(process, READY);
      Matcher parts = await(process, PARTS);
      return new WaybillProcess(process, ready.group(1), parts.group(1), parts.group(2));
    } catch (AssertionError e) {
      process.close();
      throw e;
    }
  }

  /** A simulator in a process of its own. */
  static ProcessUnderTest simulator(Path folder) {
    return command("waybill-simulator", folder, "simulator", "--port=0");
  }

  /** Where the simulator listens. */
  static String simulatorUrl(ProcessUnderTest simulator) {
    return await(simulator, SIMULATOR).group(1);
  }

  String url() {
    return url;
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  String simulatorUrl() {
    return simulatorUrl;
  }

  /** All lines that it wrote so far. */
  List<String> lines() {
    return process.lines();
  }

  /** Waits for a line of its output that has this in it. */
  String awaitLine(String part, Duration limit) {
    return process.awaitLine(line -> line.contains(part), limit);
  }

  /** {@code kill -9}. */
  void kill() {
    process.kill();
  }

  /** SIGTERM, and the wait for its end. */
  int stop(Duration limit) {
    process.terminate();
    return process.awaitExit(limit);
  }

  @Override
  public void close() {
    process.close();
  }

  private static ProcessUnderTest command(String name, Path folder, String... arguments) {
    return ProcessUnderTest.start(
        name, ProcessUnderTest.javaCommand(MAIN, arguments), folder, Map.of());
  }

  /** Waits until a process that was just started writes a line of this shape. */
  static Matcher await(ProcessUnderTest process, Pattern pattern) {
    Matcher matcher =
        pattern.matcher(process.awaitLine(line -> pattern.matcher(line).matches(), START_LIMIT));
    if (!matcher.matches()) {
      throw new IllegalStateException("unreachable: the line was chosen by the pattern");
    }
    return matcher;
  }
}
