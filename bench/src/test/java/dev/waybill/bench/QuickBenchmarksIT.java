package dev.waybill.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.bench.frame.Bench;
import dev.waybill.bench.frame.BenchOptions;
import dev.waybill.bench.frame.Benchmark;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Small runs measure nothing; they show that every benchmark still does what it says. */
class QuickBenchmarksIT {
  private static final Pattern ROW =
      Pattern.compile("\\|[^|]*\\|[^|]*\\| ([0-9.,]+) \\|[^|]*\\|[^|]*\\|");

  @TempDir Path folder;

  static Stream<String> names() {
    return BenchMain.benchmarks().stream()
        .filter(Benchmark::isQuickEnoughForTests)
        .map(Benchmark::name);
  }

  @ParameterizedTest
  @MethodSource("names")
  void comesToFiguresThatCanBeTrue(String name) throws InterruptedException {
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    Benchmark benchmark =
        BenchMain.benchmarks().stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow();

    benchmark.run(
        new Bench(
            BenchOptions.defaults(true),
            new PrintStream(told, true, UTF_8),
            line -> {},
            folder,
            Clock.systemUTC()));

    List<Double> medians =
        told.toString(UTF_8)
            .lines()
            .flatMap(line -> ROW.matcher(line).results())
            .map(row -> row.group(1))
            .map(median -> Double.parseDouble(median.replace(",", "")))
            .toList();
    assertThat(medians).as("medians in %s", told.toString(UTF_8)).isNotEmpty();
    assertThat(medians).allSatisfy(median -> assertThat(median).isBetween(0.0, 1e9));
  }
}
