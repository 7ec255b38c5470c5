package dev.waybill.bench.backlog;

import dev.waybill.bench.frame.Bench;
import dev.waybill.bench.frame.Benchmark;
import dev.waybill.bench.frame.Measure;
import dev.waybill.bench.frame.Measure.Better;
import dev.waybill.bench.frame.MeasurementException;
import dev.waybill.bench.frame.Sample;
import dev.waybill.bench.frame.Spread;
import dev.waybill.bench.frame.Table;
import dev.waybill.lane.host.StoreKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;

/** {@code backlog}: one fill of one lane, and what an operation costs on the way. */
public final class Backlog implements Benchmark {
  private static final List<Long> DEPTHS = List.of(1_000L, 100_000L, 1_000_000L, 10_000_000L);
  private static final List<Long> QUICK_DEPTHS = List.of(1_000L, 100_000L);
  private static final int OPERATIONS = 50_000;
  private static final int QUICK_OPERATIONS = 5_000;
  private static final int WARM_UP_TIMES = 8;
  private static final double BAR = 1.2;
  private static final double MIB = 1 << 20;

  private static final Measure WALL = new Measure("an operation, ns", Better.LESS, 0);
  private static final Measure CPU =
      new Measure("an operation, CPU of the task's thread, ns", Better.LESS, 0);
  private static final Measure BESIDE_WALL = new Measure("shallow lane, ns", Better.LESS, 0);
  private static final Measure BESIDE =
      new Measure("shallow lane, CPU of the task's thread, ns", Better.LESS, 0);
  private static final Measure RATIO =
      new Measure("deep / shallow, CPU of the task's thread", Better.LESS, 2);
  private static final Measure HELD = new Measure("heap held, MiB", Better.NEITHER, 0);

  /** A kind of store, and how deep a lane it can take with which heap. */
  private record Contestant(String name, StoreKind kind, String heap, List<Long> depths) {}

  @Override
  public String name() {
    return "backlog";
  }

  @Override
  public String compares() {
    return "what an operation costs when 1 thousand to 10 million wait in one lane, 512 MiB of"
        + " heap; 1 million in memory beside it";
  }

  @Override
  public void run(Bench bench) throws InterruptedException {
    boolean quick = bench.options().quick();
    List<Contestant> contestants = new ArrayList<>();
    contestants.add(
        new Contestant("rocksdb", StoreKind.ROCKS_DB, "512m", quick ? QUICK_DEPTHS : DEPTHS));
    if (!quick) {
      List<Long> fitting = DEPTHS.subList(0, DEPTHS.size() - 1);
      contestants.add(new Contestant("memory", StoreKind.IN_MEMORY, "4g", fitting));
    }
    String only = bench.options().only();
    for (Contestant one : contestants) {
      if (only == null || Set.of(only.split(",")).contains(one.name())) {
        tell(bench, one);
      }
    }
  }

  private static void tell(Bench bench, Contestant contestant) throws InterruptedException {
    int operations = bench.options().operations(OPERATIONS, QUICK_OPERATIONS);
    Results results = new Results(bench.progress());
    MeasuredProcess.run(
        "-Xmx" + contestant.heap(),
        List.of(
            contestant.kind().name(),
            bench.folder().resolve(contestant.name()).toString(),
            Integer.toString(operations),
            Long.toString((long) operations * WARM_UP_TIMES),
            String.join(" ", contestant.depths().stream().map(String::valueOf).toList())),
        results::take);
    bench.out().println();
    bench.out().println("## backlog, " + contestant.name());
    bench.out().println();
    bench.out().println(describe(contestant, operations));
    bench.out().println();
    bench.out().print(Table.of(results.samples));
    bench.out().println();
    bench.out().println(results.verdict());
    bench.out().flush();
  }

  private static String describe(Contestant contestant, int operations) {
    return ("- %s: the engine over the stores of a task (%s, 64 MiB of buffer, a commit each 100"
            + " ms), no Kafka, no changelog; values of 585 bytes, half of them ordered; -Xmx%s,"
            + " serial GC; an operation is accepted, dispatched and reported; three times %,d"
            + " of them at each depth, in turn with as many in a lane where %,d wait, in stores of"
            + " its own beside it")
        .formatted(
            contestant.name(), contestant.kind(), contestant.heap(), operations, DEPTHS.getFirst());
  }

  /** What the process has told. */
  private static final class Results {
    private final Bench.Progress progress;
    private final SequencedMap<String, List<Sample>> samples = new LinkedHashMap<>();
    private double besideCpu;
    private String peak = "";
    private String restart = "";

    Results(Bench.Progress progress) {
      this.progress = progress;
    }

    void take(String line) {
      progress.say(line);
      String[] words = line.split(" ", -1);
      if (line.startsWith(BacklogMain.COST)) {
        double cpu = Double.parseDouble(words[3]);
        add(
            words[1],
            new Sample.Builder()
                .with(WALL, Double.parseDouble(words[2]))
                .with(CPU, cpu)
                .with(RATIO, cpu / besideCpu)
                .build());
      } else if (line.startsWith(BacklogMain.BESIDE)) {
        besideCpu = Double.parseDouble(words[3]);
        add(
            words[1],
            new Sample.Builder()
                .with(BESIDE_WALL, Double.parseDouble(words[2]))
                .with(BESIDE, besideCpu)
                .build());
      } else if (line.startsWith(BacklogMain.HELD)) {
        add(words[1], new Sample.Builder().with(HELD, Double.parseDouble(words[2]) / MIB).build());
      } else if (line.startsWith(BacklogMain.RESTART)) {
        restart =
            String.format(
                Locale.ROOT,
                "; open again after a clean stop within %.0f ms",
                Double.parseDouble(words[1]));
      } else if (line.startsWith(BacklogMain.PEAK)) {
        peak =
            String.format(
                Locale.ROOT,
                "heap in use at most %.0f MiB (what is not collected yet included), memory of the"
                    + " process at most %.0f MiB",
                Double.parseDouble(words[1]) / MIB,
                Double.parseDouble(words[2]) / MIB);
      }
    }

    private void add(String depth, Sample sample) {
      // A pause answers what is in flight, so a few less than asked for may wait.
      long rounded = Math.round(Double.parseDouble(depth) / 100) * 100;
      samples
          .computeIfAbsent("%,d waiting".formatted(rounded), name -> new ArrayList<>())
          .add(sample);
    }

    String verdict() {
      if (samples.size() < 2 || peak.isEmpty()) {
        throw new MeasurementException("the measured process did not come to its end");
      }
      return String.format(
          Locale.ROOT,
          "last / first: %.2f by the clock and %.2f by CPU, minutes apart; deep / shallow in turn,"
              + " by CPU: %.2f (bar %.1f); %s%s",
          ratio(WALL),
          ratio(CPU),
          median(samples.lastEntry().getValue(), RATIO),
          BAR,
          peak,
          restart);
    }

    private double ratio(Measure measure) {
      return median(samples.lastEntry().getValue(), measure)
          / median(samples.firstEntry().getValue(), measure);
    }

    private static double median(List<Sample> ofOne, Measure measure) {
      return Objects.requireNonNull(Spread.of(ofOne, measure)).median();
    }
  }
}
