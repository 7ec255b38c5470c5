package dev.waybill.emitter.delivery;

import dev.waybill.lane.core.Outcome;
import dev.waybill.schemas.DeliveryTimings;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What came of one attempt: for the lane, and for the log.
 *
 * @param tag the outcome's name in metrics
 * @param nothingLeftFor how long nothing is left of the endpoint's limit, zero if it did not say so
 */
record DeliveryResult(Outcome outcome, DeliveryNote note, String tag, Duration nothingLeftFor) {
  DeliveryResult {
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(note, "note");
    Objects.requireNonNull(tag, "tag");
    Objects.requireNonNull(nothingLeftFor, "nothingLeftFor");
  }

  /**
   * What the receiver took, without the look-up of its name, no less than a millisecond; null if
   * there was no exchange.
   */
  @Nullable Duration took() {
    DeliveryTimings timings = note.timings();
    if (timings == null) {
      return null;
    }
    long lookup = timings.lookupMs() == null ? 0 : timings.lookupMs();
    return Duration.ofMillis(Math.max(1, note.durationMs() - lookup));
  }
}
