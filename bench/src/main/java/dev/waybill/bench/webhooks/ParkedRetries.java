package dev.waybill.bench.webhooks;

import dev.waybill.bench.frame.Bench;
import dev.waybill.bench.frame.Benchmark;
import dev.waybill.bench.frame.Measure;
import dev.waybill.bench.frame.Measure.Better;
import dev.waybill.bench.frame.MeasurementException;
import dev.waybill.bench.frame.Sample;
import dev.waybill.bench.frame.Table;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.Consumer;

/** {@code parked-retries}: very many retries that fall due over a while, after a clean restart. */
public final class ParkedRetries implements Benchmark {
  private static final int RETRIES = 1_000_000;
  private static final int QUICK_RETRIES = 2_000;
  private static final int OVER_S = 600;
  private static final int QUICK_OVER_S = 3;
  private static final String HEAP = "-Xmx512m";

  private static final Measure HEAP_EACH =
      new Measure("heap, bytes each (bar 200)", Better.LESS, 0);
  private static final Measure RESTART =
      new Measure(
          "from opening the stores to the first due retry's dispatch, ms (bar 30,000)",
          Better.LESS,
          0);
  private static final Measure P50 = new Measure("lateness p50, ms", Better.LESS, 1);
  private static final Measure P99 = new Measure("lateness p99, ms (bar 1,000)", Better.LESS, 1);
  private static final Measure WORST = new Measure("lateness at most, ms", Better.LESS, 0);

  @Override
  public String name() {
    return "parked-retries";
  }

  @Override
  public String compares() {
    return "a million retries that fall due over ten minutes, after a clean restart: how late they"
        + " are, and what each costs on the heap";
  }

  @Override
  public boolean isQuickEnoughForTests() {
    return false;
  }

  @Override
  public void run(Bench bench) throws InterruptedException {
    int retries = bench.options().operations(RETRIES, QUICK_RETRIES);
    int over = bench.options().over(OVER_S, QUICK_OVER_S);
    SequencedMap<String, Double> figures = new LinkedHashMap<>();
    execute(
        List.of(
            bench.folder().resolve("parked").toString(),
            Integer.toString(retries),
            Integer.toString(over)),
        line -> {
          bench.progress().say(line);
          String[] words = line.split(" ", -1);
          if (words.length == 3 && words[0].equals(ParkedMain.FIGURE)) {
            figures.put(words[1], Double.parseDouble(words[2]));
          }
        });
    Sample sample =
        new Sample.Builder()
            .with(HEAP_EACH, figure(figures, ParkedMain.HEAP_EACH))
            .with(RESTART, figure(figures, ParkedMain.FIRST_MS))
            .with(P50, figure(figures, ParkedMain.P50_MS))
            .with(P99, figure(figures, ParkedMain.P99_MS))
            .with(WORST, figure(figures, ParkedMain.WORST_MS))
            .build();
    SequencedMap<String, List<Sample>> samples = new LinkedHashMap<>();
    samples.put("waybill", List.of(sample));
    bench.out().println();
    bench.out().println("## parked-retries: %,d over %d s".formatted(retries, over));
    bench.out().println();
    bench
        .out()
        .println(
            ("- waybill: the lane engine over the stores of a task (RocksDB, 64 MiB of buffer, a"
                    + " commit each 50 ms; no Kafka, no changelog), 1,000 lanes; the stores are"
                    + " closed and opened again before the first is due; late is from due to the"
                    + " commit that makes the dispatch visible; %s, serial GC; one run")
                .formatted(HEAP));
    bench.out().println();
    bench.out().print(Table.of(samples));
    bench.out().flush();
  }

  private static double figure(SequencedMap<String, Double> figures, String name) {
    if (!figures.containsKey(name)) {
      throw new MeasurementException("the measured process did not come to its end");
    }
    return Objects.requireNonNull(figures.get(name));
  }

  private static void execute(List<String> arguments, Consumer<String> lines)
      throws InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            HEAP,
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            ParkedMain.class.getName()));
    command.addAll(arguments);
    Process process;
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      throw new UncheckedIOException("the measured process could not be started", e);
    }
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
}
