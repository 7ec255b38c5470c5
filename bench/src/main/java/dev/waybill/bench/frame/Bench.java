package dev.waybill.bench.frame;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * What a benchmark is run with.
 *
 * @param options what was asked for
 * @param out where tables go
 * @param progress told what is being done
 * @param folder for data, removed by whoever started the benchmark
 * @param clock wall-clock time; spans are measured by {@code System.nanoTime()}
 */
public record Bench(
    BenchOptions options, PrintStream out, Progress progress, Path folder, InstantSource clock) {
  /** Told what is being done, a line at a time. */
  @FunctionalInterface
  public interface Progress {
    void say(String line);
  }
}
