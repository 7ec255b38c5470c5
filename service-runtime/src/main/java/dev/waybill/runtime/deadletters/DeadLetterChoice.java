package dev.waybill.runtime.deadletters;

import java.util.Locale;
import java.util.Set;

/**
 * Which letters are meant: those for which all of this holds.
 *
 * @param origins empty for any
 * @param topic the origin's, with its prefix; empty for any
 * @param reason a part of it, in letters of either case; empty for any
 */
public record DeadLetterChoice(Set<Origin> origins, String topic, String reason) {
  public DeadLetterChoice {
    origins = Set.copyOf(origins);
  }

  /** All that there are. */
  public static DeadLetterChoice everything() {
    return new DeadLetterChoice(Set.of(), "", "");
  }

  /** Whether nothing is left out. */
  public boolean isEverything() {
    return origins.isEmpty() && topic.isEmpty() && reason.isEmpty();
  }

  boolean includes(DeadLetter letter) {
    return (origins.isEmpty() || origins.contains(letter.origin()))
        && (topic.isEmpty() || topic.equals(letter.origin().topic()))
        && letter.reason().toLowerCase(Locale.ROOT).contains(reason.toLowerCase(Locale.ROOT));
  }
}
