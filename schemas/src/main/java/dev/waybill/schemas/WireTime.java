package dev.waybill.schemas;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Times as Waybill writes them, by hand: an event has ten of them, and the general formatter took
 * longer for them than the mapper for the rest. What is not in this one form is for the general
 * ones, within the years that have four digits: what is beyond has no form in RFC 3339, and nobody
 * means it. Thread-safe.
 */
final class WireTime {
  private static final DateTimeFormatter MILLIS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter().withZone(ZoneOffset.UTC);

  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private static final int LENGTH = "2026-11-22T10:15:30.000Z".length();
  private static final int SECONDS_OF_A_DAY = 86_400;
  private static final int NANOS_OF_A_MILLI = 1_000_000;

  private WireTime() {}

  static String format(Instant instant) {
    long second = instant.getEpochSecond();
    long day = Math.floorDiv(second, SECONDS_OF_A_DAY);
    // Days of the years 0 to 9999 alone have four digits and no sign.
    if (day < -719_528 || day > 2_932_896) {
      return MILLIS.format(instant);
    }
    LocalDate date = LocalDate.ofEpochDay(day);
    int ofDay = (int) Math.floorMod(second, (long) SECONDS_OF_A_DAY);
    byte[] text = new byte[LENGTH];
    digits(text, 0, 4, date.getYear(), '-');
    digits(text, 5, 2, date.getMonthValue(), '-');
    digits(text, 8, 2, date.getDayOfMonth(), 'T');
    digits(text, 11, 2, ofDay / 3_600, ':');
    digits(text, 14, 2, ofDay / 60 % 60, ':');
    digits(text, 17, 2, ofDay % 60, '.');
    digits(text, 20, 3, instant.getNano() / NANOS_OF_A_MILLI, 'Z');
    return new String(text, ISO_8859_1);
  }

  private static void digits(byte[] text, int from, int count, int number, char after) {
    int rest = number;
    for (int i = from + count - 1; i >= from; i--) {
      text[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    text[from + count] = (byte) after;
  }

  /** Whether it has a form on the wire. */
  static boolean has(Instant instant) {
    return !instant.isBefore(FIRST) && !instant.isAfter(LAST);
  }

  /** The same, or the last that has a form if it lies behind that. */
  static Instant atMost(Instant instant) {
    return instant.isAfter(LAST) ? LAST : instant;
  }

  /** Null if the text is not exactly what {@link #format} writes, whether it is a time or not. */
  static @Nullable Instant parse(@Nullable String text) {
    if (text == null || text.length() != LENGTH || !hasMarks(text)) {
      return null;
    }
    int year = number(text, 0, 4);
    int month = number(text, 5, 2);
    int day = number(text, 8, 2);
    int hour = number(text, 11, 2);
    int minute = number(text, 14, 2);
    int second = number(text, 17, 2);
    int millis = number(text, 20, 3);
    if ((year | month | day | hour | minute | second | millis) < 0
        || hour > 23
        || minute > 59
        || second > 59) {
      return null;
    }
    try {
      long epochDay = LocalDate.of(year, month, day).toEpochDay();
      long ofDay = hour * 3_600L + minute * 60L + second;
      return Instant.ofEpochSecond(
          epochDay * SECONDS_OF_A_DAY + ofDay, (long) millis * NANOS_OF_A_MILLI);
    } catch (DateTimeException e) {
      return null; // No such day: for the general parser to say.
    }
  }

  private static boolean hasMarks(String text) {
    return text.charAt(4) == '-'
        && text.charAt(7) == '-'
        && text.charAt(10) == 'T'
        && text.charAt(13) == ':'
        && text.charAt(16) == ':'
        && text.charAt(19) == '.'
        && text.charAt(23) == 'Z';
  }

  /** Negative if there is anything but digits. */
  private static int number(String text, int from, int count) {
    int number = 0;
    for (int i = from; i < from + count; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = 10 * number + digit;
    }
    return number;
  }
}
