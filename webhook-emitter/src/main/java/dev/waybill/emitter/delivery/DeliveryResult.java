package dev.waybill.emitter.delivery;

import dev.waybill.lane.core.Outcome;
import java.time.Duration;
import java.util.Objects;

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
}
