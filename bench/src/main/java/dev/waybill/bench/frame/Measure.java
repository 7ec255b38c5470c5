package dev.waybill.bench.frame;

import java.util.Locale;
import java.util.Objects;

/**
 * What is measured.
 *
 * @param name for people, with its unit
 * @param better which way is better, for the ratio
 * @param digits after the decimal point
 */
public record Measure(String name, Better better, int digits) {
  /** Which of two values wins. */
  public enum Better {
    MORE,
    LESS,
    /** Told, not compared. */
    NEITHER
  }

  public Measure {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(better, "better");
  }

  /** A value as it is shown. */
  public String format(double value) {
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }
}
