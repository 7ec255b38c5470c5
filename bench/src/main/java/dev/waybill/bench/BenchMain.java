package dev.waybill.bench;

import dev.waybill.bench.api.Submit;
import dev.waybill.bench.api.Sync;
import dev.waybill.bench.api.ViewList;
import dev.waybill.bench.api.ViewRebuild;
import dev.waybill.bench.backlog.Backlog;
import dev.waybill.bench.frame.Bench;
import dev.waybill.bench.frame.BenchOptions;
import dev.waybill.bench.frame.Benchmark;
import dev.waybill.bench.frame.Machine;
import dev.waybill.bench.frame.MeasurementException;
import dev.waybill.bench.operations.Latency;
import dev.waybill.bench.operations.NoisyNeighbour;
import dev.waybill.bench.operations.Recovery;
import dev.waybill.bench.operations.Throughput;
import dev.waybill.bench.simulation.Simulate;
import dev.waybill.bench.webhooks.ParkedRetries;
import dev.waybill.bench.webhooks.WebhookIsolation;
import dev.waybill.bench.webhooks.WebhookThroughput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./waybill bench NAME}; without a name it lists them. */
@Command(
    name = "waybill bench",
    description = "Runs a benchmark; without a name, lists them.",
    mixinStandardHelpOptions = true)
public final class BenchMain implements Callable<Integer> {
  private static final int WRONG_USE = 2;

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "Which one.")
  @Nullable String name;

  @Option(names = "--quick", description = "Small sizes: shows that it works, measures nothing.")
  boolean quick;

  @Option(
      names = {"--operations", "--retries"},
      paramLabel = "N",
      description = "Operations, webhooks or retries per run.")
  @Nullable Integer operations;

  @Option(names = "--connections", paramLabel = "N", description = "Over so many connections.")
  @Nullable Integer connections;

  @Option(names = "--rounds", paramLabel = "N", description = "Measured runs of each contender.")
  @Nullable Integer rounds;

  @Option(names = "--over", paramLabel = "S", description = "Seconds over which retries fall due.")
  @Nullable Integer over;

  @Option(names = "--only", paramLabel = "NAMES", description = "Only these contenders, by commas.")
  @Nullable String only;

  private final String[] line;

  private BenchMain(String[] line) {
    this.line = line;
  }

  /** Runs a benchmark and ends the process with its status. */
  public static void main(String[] args) {
    int status = new CommandLine(new BenchMain(args)).execute(args);
    System.out.flush();
    System.exit(status);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Benchmark> all = benchmarks();
    if (name == null) {
      all.forEach(one -> System.out.printf("%-18s %s%n", one.name(), one.compares()));
      return 0;
    }
    for (Benchmark candidate : all) {
      if (candidate.name().equals(name)) {
        return run(candidate);
      }
    }
    System.err.println(
        "waybill: there is no benchmark '%s'; there are %s"
            .formatted(name, String.join(", ", all.stream().map(Benchmark::name).toList())));
    return WRONG_USE;
  }

  /** All there are. */
  static List<Benchmark> benchmarks() {
    return List.of(
        new Throughput(),
        new Latency(),
        new NoisyNeighbour(),
        new Simulate(),
        new Backlog(),
        new Recovery(),
        new WebhookIsolation(),
        new WebhookThroughput(),
        new ParkedRetries(),
        new Submit(),
        new Sync(),
        new ViewList(),
        new ViewRebuild());
  }

  private int run(Benchmark benchmark) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("waybill-bench");
    Clock clock = Clock.systemUTC();
    System.out.println("command: ./waybill bench " + String.join(" ", line));
    System.out.println("date: " + clock.instant());
    Machine.describe().forEach(System.out::println);
    try {
      benchmark.run(
          new Bench(
              new BenchOptions(quick, operations, connections, rounds, only, over),
              System.out,
              text -> System.err.println("bench: " + text),
              folder,
              clock));
      return 0;
    } catch (MeasurementException e) {
      System.err.println("waybill: no figures: " + e.getMessage());
      if (e.getCause() != null) {
        System.err.println("waybill: because of " + e.getCause());
      }
      return 1;
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> found = Files.walk(folder)) {
      for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
