package dev.waybill.bench.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.bench.frame.Measure.Better;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class TableTest {
  private static final Measure RATE = new Measure("operations/s", Better.MORE, 0);
  private static final Measure WAIT = new Measure("wait, ms", Better.LESS, 1);

  @Test
  void tellsMedianSpreadAndTheRatioToTheFirst() {
    SequencedMap<String, List<Sample>> samples = new LinkedHashMap<>();
    samples.put("peer", List.of(sample(2_000, 4), sample(1_000, 8), sample(1_500, 6)));
    samples.put("ours", List.of(sample(3_000, 12), sample(3_100, 12), sample(2_900, 12)));

    assertThat(Table.of(samples).lines().skip(2))
        .containsExactly(
            "| operations/s | peer | 1,500 | 1,000..2,000 | 1.00 |",
            "| operations/s | ours | 3,000 | 2,900..3,100 | 2.00 |",
            "| wait, ms | peer | 6.0 | 4.0..8.0 | 1.00 |",
            "| wait, ms | ours | 12.0 | 12.0..12.0 | 0.50 |");
  }

  @Test
  void takesTheMiddleOfTwoAsTheMedianOfAnEvenNumber() {
    assertThat(Spread.of(List.of(sample(10, 1), sample(20, 1)), RATE))
        .isEqualTo(new Spread(10, 15, 20));
  }

  @Test
  void hasNoSpreadOfWhatWasNotMeasured() {
    assertThat(Spread.of(List.of(new Sample.Builder().build()), RATE)).isNull();
  }

  @Test
  void findsPercentilesByTheirNearestRank() {
    long[] hundred = new long[100];
    for (int i = 0; i < hundred.length; i++) {
      hundred[i] = hundred.length - i;
    }
    assertThat(Spread.percentile(hundred, 0.5)).isEqualTo(50);
    assertThat(Spread.percentile(hundred, 0.99)).isEqualTo(99);
    assertThat(Spread.percentile(new long[] {7}, 0.01)).isEqualTo(7);
  }

  private static Sample sample(double rate, double wait) {
    return new Sample.Builder().with(RATE, rate).with(WAIT, wait).build();
  }
}
