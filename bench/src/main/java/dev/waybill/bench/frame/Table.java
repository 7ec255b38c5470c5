package dev.waybill.bench.frame;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Samples as a Markdown table: for each measure and contender the median, the spread, and the ratio
 * to the first contender, above 1 where it is better.
 */
public final class Table {
  private static final String HEADER =
      "| measure | contender | median | min..max | × first |\n|---|---|---:|---:|---:|\n";

  private Table() {}

  /** The table, ending with a line break. */
  public static String of(SequencedMap<String, List<Sample>> samples) {
    StringBuilder table = new StringBuilder(HEADER);
    for (Measure measure : measures(samples)) {
      @Nullable Spread first = null;
      for (Map.Entry<String, List<Sample>> contender : samples.entrySet()) {
        Spread spread = Spread.of(contender.getValue(), measure);
        if (spread == null) {
          continue;
        }
        first = first == null ? spread : first;
        table.append(row(measure, contender.getKey(), spread, first));
      }
    }
    return table.toString();
  }

  private static List<Measure> measures(SequencedMap<String, List<Sample>> samples) {
    List<Measure> measures = new ArrayList<>();
    for (List<Sample> ofOne : samples.values()) {
      for (Sample sample : ofOne) {
        for (Measure measure : sample.values().keySet()) {
          if (!measures.contains(measure)) {
            measures.add(measure);
          }
        }
      }
    }
    return measures;
  }

  private static String row(Measure measure, String contender, Spread spread, Spread first) {
    return "| %s | %s | %s | %s..%s | %s |\n"
        .formatted(
            measure.name(),
            contender,
            measure.format(spread.median()),
            measure.format(spread.min()),
            measure.format(spread.max()),
            ratio(measure, spread, first));
  }

  private static String ratio(Measure measure, Spread spread, Spread first) {
    double ratio =
        switch (measure.better()) {
          case MORE -> spread.median() / first.median();
          case LESS -> first.median() / spread.median();
          case NEITHER -> Double.NaN;
        };
    return Double.isFinite(ratio) ? String.format(Locale.ROOT, "%.2f", ratio) : "";
  }
}
