package dev.waybill.emitter.delivery;

import dev.waybill.lane.core.Outcome;
import java.util.Objects;

/**
 * What came of one attempt: for the lane, and for the log.
 *
 * @param tag the outcome's name in metrics
 */
record DeliveryResult(Outcome outcome, DeliveryNote note, String tag) {
  DeliveryResult {
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(note, "note");
    Objects.requireNonNull(tag, "tag");
  }
}
