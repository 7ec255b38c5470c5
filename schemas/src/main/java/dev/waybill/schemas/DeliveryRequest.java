package dev.waybill.schemas;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A value of {@code webhook.requested}: an event is to be delivered to an endpoint. It refers to
 * the event by its place in {@code operation.events}, so that a fan-out to many endpoints writes
 * small records.
 *
 * @param id of the delivery, name-based from endpoint and event, or from replay and event, so that
 *     a repeat yields the same
 * @param orderKey deliveries with the same key keep their order; null: none
 * @param eventAt the event's own timestamp
 * @param replayId the replay that asked for it; null: the fan-out did
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeliveryRequest(
    UUID id,
    UUID endpointId,
    UUID eventId,
    String eventType,
    Instant eventAt,
    int partition,
    long offset,
    @Nullable String orderKey,
    Instant requestedAt,
    long endpointVersion,
    @Nullable UUID replayId) {}
