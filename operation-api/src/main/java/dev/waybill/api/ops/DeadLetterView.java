package dev.waybill.api.ops;

import dev.waybill.runtime.deadletters.DeadLetter;
import dev.waybill.runtime.deadletters.Standing;
import java.time.Instant;

/**
 * A dead letter as it is answered: never its value.
 *
 * @param id where the record was read, {@code topic:partition:offset}
 * @param writtenAt when it was given up
 * @param reason why
 * @param key of the record, made harmless; {@code -} if it has none
 * @param state what can be done with it
 * @param redrives how often the record had been put back before it came here; in the answer of a
 *     redrive, with this one
 */
record DeadLetterView(
    String id,
    Instant writtenAt,
    String topic,
    int partition,
    long offset,
    String reason,
    String key,
    String state,
    int redrives) {

  static DeadLetterView of(DeadLetter letter, Standing standing, int redrives) {
    return new DeadLetterView(
        letter.origin().toString(),
        letter.at(),
        letter.origin().topic(),
        letter.origin().partition(),
        letter.origin().offset(),
        letter.reason(),
        letter.key(),
        state(standing),
        redrives);
  }

  private static String state(Standing standing) {
    return switch (standing) {
      case OPEN -> "open";
      case PUT_BACK -> "put_back";
      case CUT -> "cut";
      case NOT_TAKEN_BACK -> "not_taken_back";
    };
  }
}
