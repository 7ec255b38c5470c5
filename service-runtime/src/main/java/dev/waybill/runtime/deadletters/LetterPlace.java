package dev.waybill.runtime.deadletters;

import java.time.Instant;
import java.util.Comparator;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a letter stands among all letters, by the time when it was written.
 *
 * @param at when it was written
 * @param place where it lies
 * @param offset of the letter there
 */
public record LetterPlace(Instant at, TopicPartition place, long offset)
    implements Comparable<LetterPlace> {
  private static final Comparator<LetterPlace> OLDEST_FIRST =
      Comparator.comparing(LetterPlace::at)
          .thenComparing(one -> one.place().toString())
          .thenComparingLong(LetterPlace::offset);

  /** The place of a letter. */
  public static LetterPlace of(DeadLetter letter) {
    return new LetterPlace(letter.at(), letter.place(), letter.offset());
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static LetterPlace parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0 || !text.substring(0, colon).matches("\\d{1,15}")) {
      throw new IllegalArgumentException("no place of a letter");
    }
    Origin place = Origin.parse(text.substring(colon + 1));
    return new LetterPlace(
        Instant.ofEpochMilli(Long.parseLong(text.substring(0, colon))),
        new TopicPartition(place.topic(), place.partition()),
        place.offset());
  }

  @Override
  public int compareTo(LetterPlace other) {
    return OLDEST_FIRST.compare(this, other);
  }

  @Override
  public String toString() {
    return "%d:%s:%d:%d".formatted(at.toEpochMilli(), place.topic(), place.partition(), offset);
  }
}
