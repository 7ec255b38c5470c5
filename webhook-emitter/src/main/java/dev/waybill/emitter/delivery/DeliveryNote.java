package dev.waybill.emitter.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.waybill.schemas.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * An executor's evidence of one attempt, kept by the lane and told in the delivery log.
 *
 * @param v version of this shape
 * @param attempt which
 * @param at when it ended, by the executor's clock
 * @param status of HTTP, null if there was no answer
 * @param error for the subscriber, null for a success
 * @param durationMs how long the exchange took
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DeliveryNote(
    int v,
    int attempt,
    Instant at,
    @Nullable Integer status,
    @Nullable String error,
    long durationMs) {
  static final int VERSION = 1;

  byte[] write() {
    return Json.write(this);
  }

  /** The note of an attempt, if it is the last of these. */
  static @Nullable DeliveryNote lastOf(List<byte[]> evidence, int attempt) {
    if (evidence.isEmpty() || evidence.getLast().length == 0) {
      return null;
    }
    try {
      DeliveryNote note = Json.read(evidence.getLast(), DeliveryNote.class);
      return note != null && note.attempt() == attempt ? note : null;
    } catch (JacksonException e) {
      return null; // of a newer version: the log says less, the delivery goes on
    }
  }
}
