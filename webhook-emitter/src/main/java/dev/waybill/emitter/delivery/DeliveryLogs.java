package dev.waybill.emitter.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.lane.core.Attempted;
import dev.waybill.lane.core.Ended;
import dev.waybill.lane.core.Ending;
import dev.waybill.lane.core.Item;
import dev.waybill.lane.core.Outcome;
import dev.waybill.lane.host.LaneOutput;
import dev.waybill.lane.host.OutboundRecord;
import dev.waybill.schemas.DeliveryLog;
import dev.waybill.schemas.DeliveryRequest;
import dev.waybill.schemas.DeliveryStatus;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Topics;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code webhook.deliveries}: an entry for each attempt. A delivery that ends without a
 * further attempt (expired, endpoint removed) has its last attempt's entry written again, with the
 * ending; the newer entry of an attempt counts.
 */
final class DeliveryLogs {
  private final Topics topics;
  private final LaneOutput output;
  private final EndpointRows endpoints;

  DeliveryLogs(Topics topics, LaneOutput output, EndpointRows endpoints) {
    this.topics = topics;
    this.output = output;
    this.endpoints = endpoints;
  }

  void attempted(Attempted attempted, DeliveryRequest request) {
    DeliveryNote note = DeliveryNote.lastOf(attempted.evidence(), attempted.progress().attempt());
    Instant next =
        attempted.nextAttemptAt().equals(Attempted.NOT_KNOWN) ? null : attempted.nextAttemptAt();
    write(
        attempted.item(),
        new Entry(
            request,
            note != null && note.told() != null ? note.told() : number(attempted),
            DeliveryStatus.RETRYING,
            note,
            note == null || note.error() == null ? reason(attempted.outcome()) : note.error(),
            next,
            attempted.at()));
  }

  /**
   * What the receiver was told in {@code webhook-attempt}: attempts that cost none have the next.
   */
  private static int number(Attempted attempted) {
    int used = attempted.progress().attemptsUsed();
    return switch (attempted.outcome()) {
      case Outcome.Retryable retryable ->
          switch (retryable.kind()) {
            case OTHER, STRAINED -> used;
            case THROTTLED, HELD -> used + 1;
          };
      case Outcome.Unauthorized unauthorized -> used + 1;
      default -> used;
    };
  }

  void ended(Ended ended, DeliveryRequest request) {
    boolean succeeded = ended.ending().kind() == Ending.Kind.SUCCEEDED;
    DeliveryNote note = DeliveryNote.lastOf(ended.evidence(), ended.progress().attempt());
    write(
        ended.item(),
        new Entry(
            request,
            number(ended, note),
            succeeded ? DeliveryStatus.SUCCEEDED : DeliveryStatus.FAILED,
            note,
            succeeded ? null : text(ended.ending(), note),
            null,
            ended.at()));
  }

  /**
   * The attempt that it ended after, under the number that its own line has: one that cost nothing
   * is not among those used. What never got as far as an attempt is told as its first.
   */
  private static int number(Ended ended, @Nullable DeliveryNote note) {
    return note != null && note.told() != null
        ? note.told()
        : Math.max(1, ended.progress().attemptsUsed());
  }

  private static String text(Ending ending, @Nullable DeliveryNote note) {
    String last = note == null || note.error() == null ? ending.reason() : note.error();
    return switch (ending.kind()) {
      case SUCCEEDED, REJECTED, UNKNOWN_OUTCOME, REFUSED -> last;
      case RETRIES_EXHAUSTED -> "given up after the last attempt: " + last;
      case EXPIRED -> "given up after the longest time: " + last;
      case UNKNOWN_LANE -> "the endpoint is not known";
      case LANE_REMOVED -> "the endpoint was deleted";
      case CANCELLED, DEPENDENCY_FAILED, BUSY, UNAUTHORIZED -> last;
    };
  }

  private static String reason(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Succeeded succeeded -> "";
      case Outcome.Rejected rejected -> rejected.reason();
      case Outcome.Retryable retryable -> retryable.reason();
      case Outcome.Unauthorized unauthorized -> "unauthorized";
      case Outcome.NotStarted notStarted -> "not started";
      case Outcome.NotHappened notHappened -> "not started";
      case Outcome.Unknown unknown -> unknown.reason();
    };
  }

  private record Entry(
      DeliveryRequest request,
      int attempt,
      DeliveryStatus status,
      @Nullable DeliveryNote note,
      @Nullable String error,
      @Nullable Instant nextAttemptAt,
      Instant at) {}

  private void write(Item item, Entry entry) {
    EndpointRows.Row row = endpoints.find(item.lane());
    if (row == null) {
      return; // its registry record is gone for good, and with it the owner of the log
    }
    UUID partner = row.endpoint().partnerId();
    DeliveryRequest request = entry.request();
    DeliveryNote note = entry.note();
    DeliveryLog line =
        new DeliveryLog(
            request.id(),
            request.endpointId(),
            partner,
            request.eventId(),
            request.eventType(),
            entry.attempt(),
            entry.status(),
            note == null ? null : note.status(),
            entry.error(),
            note == null ? null : note.durationMs(),
            entry.nextAttemptAt(),
            note == null ? entry.at() : note.at(),
            note == null ? null : note.timings(),
            note == null ? null : note.headers(),
            note == null ? null : note.excerpt(),
            request.replayId());
    output.publish(
        new OutboundRecord(
            topics.webhookDeliveries(), item.lane().toString().getBytes(UTF_8), Json.write(line)));
  }
}
