package dev.waybill.runtime.deadletters;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a dead record was read; what people name it by.
 *
 * @param topic with its prefix
 * @param partition from 0
 * @param offset from 0
 */
public record Origin(String topic, int partition, long offset) {
  private static final Pattern TEXT =
      Pattern.compile("([a-zA-Z0-9._-]{1,249}):(\\d{1,9}):(\\d{1,18})");

  public Origin {
    if (partition < 0 || offset < 0) {
      throw new IllegalArgumentException("partition and offset begin at 0");
    }
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException if it is none; the message says what one looks like
   */
  public static Origin parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is no origin; one is topic:partition:offset, for example operation.requested:3:1042"
              .formatted(text));
    }
    return new Origin(
        matcher.group(1), Integer.parseInt(matcher.group(2)), Long.parseLong(matcher.group(3)));
  }

  @Override
  public String toString() {
    return topic + ":" + partition + ":" + offset;
  }
}
