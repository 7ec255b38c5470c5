package dev.waybill.bench.frame;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets contenders take turns in this one process: each warms up once, then round after round each
 * runs once, so that what changes on the machine over time meets all of them.
 */
public final class Comparison {
  private final String title;
  private final List<Contender> contenders;
  private final Bench bench;
  private int rounds;

  /**
   * Compares contenders.
   *
   * @param contenders the first is what the others are measured against
   */
  public Comparison(String title, List<? extends Contender> contenders, Bench bench) {
    this.title = title;
    this.contenders = chosen(contenders, bench.options().only());
    this.bench = bench;
    this.rounds = bench.options().measuredRuns();
  }

  /** Has each contender run so many times, in the place of what was asked for. */
  public Comparison inRounds(int count) {
    rounds = count;
    return this;
  }

  private static List<Contender> chosen(List<? extends Contender> all, @Nullable String only) {
    if (only == null) {
      return List.copyOf(all);
    }
    Set<String> names = Set.of(only.split(","));
    List<Contender> chosen = new ArrayList<>();
    for (Contender contender : all) {
      if (names.contains(contender.name())) {
        chosen.add(contender);
      }
    }
    if (chosen.isEmpty()) {
      throw new MeasurementException(
          "no contender is named '%s'; there are %s"
              .formatted(only, all.stream().map(Contender::name).toList()));
    }
    return List.copyOf(chosen);
  }

  /**
   * Runs all rounds.
   *
   * @return the samples of each contender, by its name, in the order of the rounds
   */
  public SequencedMap<String, List<Sample>> run() throws InterruptedException {
    SequencedMap<String, List<Sample>> samples = new LinkedHashMap<>();
    for (Contender contender : contenders) {
      if (!bench.options().quick()) {
        one(contender, "warm-up", true);
      }
      samples.put(contender.name(), new ArrayList<>());
    }
    for (int round = 1; round <= rounds; round++) {
      for (Contender contender : contenders) {
        Sample sample = one(contender, "run " + round + " of " + rounds, false);
        samples.computeIfAbsent(contender.name(), name -> new ArrayList<>()).add(sample);
      }
    }
    return samples;
  }

  /** Runs all rounds and prints the table. */
  public SequencedMap<String, List<Sample>> runAndTell() throws InterruptedException {
    SequencedMap<String, List<Sample>> samples = run();
    bench.out().println();
    bench.out().println("## " + title);
    bench.out().println();
    contenders.forEach(
        contender -> bench.out().println("- " + contender.name() + ": " + contender.settings()));
    bench.out().println();
    bench.out().print(Table.of(samples));
    bench.out().flush();
    return samples;
  }

  private Sample one(Contender contender, String which, boolean warmUp)
      throws InterruptedException {
    bench.progress().say(contender.name() + ", " + which);
    long began = System.nanoTime();
    Sample sample = contender.run(warmUp);
    StringBuilder line = new StringBuilder("  ");
    for (Map.Entry<Measure, Double> figure : sample.values().entrySet()) {
      line.append(figure.getKey().name())
          .append(' ')
          .append(figure.getKey().format(figure.getValue()))
          .append(", ");
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    bench.progress().say(line.append("in all ").append(took.toSeconds()).append(" s").toString());
    return sample;
  }
}
