package dev.waybill.emitter.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.waybill.emitter.sending.Verdict;
import dev.waybill.emitter.sending.WebhookReply;
import dev.waybill.schemas.DeliveryTimings;
import dev.waybill.schemas.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
 * @param timings how long its phases took; null if it was not begun
 * @param headers those of the answer that are told of; null if there was none
 * @param excerpt how the answer's body begins; null if there was none
 * @param told what the receiver read in {@code webhook-attempt}, and the log calls it; null if it
 *     is not known, and in notes of before
 * @param disables true if the receiver wants no more of anything, else null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DeliveryNote(
    int v,
    int attempt,
    Instant at,
    @Nullable Integer status,
    @Nullable String error,
    long durationMs,
    @Nullable DeliveryTimings timings,
    @Nullable Map<String, String> headers,
    @Nullable String excerpt,
    @Nullable Boolean disables,
    @Nullable Integer told) {
  static final int VERSION = 1;

  /** The note of an attempt without an exchange. */
  static DeliveryNote without(int attempt, Instant at, String error, long durationMs) {
    return new DeliveryNote(
        VERSION, attempt, at, null, error, durationMs, null, null, null, null, null);
  }

  /** The note of an attempt that came to an exchange. */
  static DeliveryNote of(int attempt, Instant at, WebhookReply reply, Verdict verdict) {
    WebhookReply.Answered answer =
        reply instanceof WebhookReply.Answered answered ? answered : null;
    return new DeliveryNote(
        VERSION,
        attempt,
        at,
        answer == null ? null : answer.status(),
        verdict.reason().isEmpty() ? null : verdict.reason(),
        reply.took().toMillis(),
        reply.timings(),
        answer == null ? null : answer.headers(),
        answer == null || answer.excerpt().isEmpty() ? null : answer.excerpt(),
        verdict.disables() ? true : null,
        null);
  }

  /** The same with what the receiver was told. */
  DeliveryNote toldAs(@Nullable Integer number) {
    return new DeliveryNote(
        v, attempt, at, status, error, durationMs, timings, headers, excerpt, disables, number);
  }

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
