package dev.waybill.worker.outbound;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code Retry-After}: seconds, or a date (RFC 9110 10.2.3). */
public final class RetryAfter {
  /** More is not believed; a wrong header must not stop a connection for a year. */
  public static final Duration MAX = Duration.ofDays(1);

  private RetryAfter() {}

  /**
   * How long the answer asks to be left alone; null if it does not say so readably. A date counts
   * from the answer's own {@code Date}, as the TSP's clock need not be ours.
   *
   * @param headers names in lower case
   */
  public static @Nullable Duration of(Map<String, String> headers) {
    String value = headers.get("retry-after");
    if (value == null) {
      return null;
    }
    Duration asked = value.matches("\\d{1,9}") ? seconds(value) : until(value, headers.get("date"));
    if (asked == null || asked.isNegative()) {
      return asked == null ? null : Duration.ZERO;
    }
    return asked.compareTo(MAX) > 0 ? MAX : asked;
  }

  private static Duration seconds(String value) {
    return Duration.ofSeconds(Long.parseLong(value));
  }

  private static @Nullable Duration until(String value, @Nullable String date) {
    if (date == null) {
      return null;
    }
    try {
      return Duration.between(parse(date), parse(value));
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static ZonedDateTime parse(String date) {
    return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME);
  }
}
