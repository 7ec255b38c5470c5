package dev.waybill.bench.frame;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** The figures of one run, in the order in which they are told. */
public record Sample(SequencedMap<Measure, Double> values) {
  public Sample {
    values = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
  }

  /** A figure. */
  public double value(Measure measure) {
    Double value = values.get(measure);
    if (value == null) {
      throw new IllegalArgumentException("not measured: " + measure.name());
    }
    return value;
  }

  /** Figures under construction. */
  public static final class Builder {
    private final SequencedMap<Measure, Double> values = new LinkedHashMap<>();

    /** Adds a figure. */
    public Builder with(Measure measure, double value) {
      values.put(measure, value);
      return this;
    }

    /** Adds all figures of another sample. */
    public Builder with(Sample other) {
      for (Map.Entry<Measure, Double> one : other.values().entrySet()) {
        values.put(one.getKey(), one.getValue());
      }
      return this;
    }

    public Sample build() {
      return new Sample(values);
    }
  }
}
