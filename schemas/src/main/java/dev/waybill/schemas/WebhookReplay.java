package dev.waybill.schemas;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A value of {@code webhook.replays}, key = replay id: events that an endpoint is to get once more,
 * and how far that is. The newest record of a key counts; of two of the same version the first.
 *
 * @param only which of the events in the range
 * @param eventIds these alone; null: all in the range
 * @param eventNames in place of those that the endpoint names; null: those
 * @param from the first event's time, inclusive
 * @param to the last event's time, exclusive
 * @param dryRun counts, and sends nothing
 * @param statusReason why it ended early; null if it did not
 * @param found events that are to be brought, of those looked at so far
 * @param requested deliveries that were handed to the endpoint's lane
 * @param delivered of these, how many succeeded
 * @param failed of these, how many were given up
 * @param progress null before it has begun and after its end
 * @param version counts the changes, from 1
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WebhookReplay(
    UUID id,
    UUID endpointId,
    UUID partnerId,
    ReplayChoice only,
    @Nullable List<UUID> eventIds,
    @Nullable List<String> eventNames,
    Instant from,
    Instant to,
    boolean dryRun,
    ReplayStatus status,
    @Nullable String statusReason,
    long found,
    long requested,
    long delivered,
    long failed,
    @Nullable ReplayProgress progress,
    long version,
    Instant createdAt,
    Instant updatedAt) {

  /** The next version of one that runs. */
  public WebhookReplay advanced(
      long nowFound,
      long nowRequested,
      long nowDelivered,
      long nowFailed,
      ReplayProgress nowAt,
      Instant at) {
    return new WebhookReplay(
        id,
        endpointId,
        partnerId,
        only,
        eventIds,
        eventNames,
        from,
        to,
        dryRun,
        status,
        statusReason,
        nowFound,
        nowRequested,
        nowDelivered,
        nowFailed,
        nowAt,
        version + 1,
        createdAt,
        at);
  }

  /** The next version, which is the last. */
  public WebhookReplay ended(ReplayStatus how, @Nullable String reason, Instant at) {
    return new WebhookReplay(
        id,
        endpointId,
        partnerId,
        only,
        eventIds,
        eventNames,
        from,
        to,
        dryRun,
        how,
        reason,
        found,
        requested,
        delivered,
        failed,
        null,
        version + 1,
        createdAt,
        at);
  }
}
