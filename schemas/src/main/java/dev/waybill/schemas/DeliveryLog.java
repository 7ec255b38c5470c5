package dev.waybill.schemas;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A value of {@code webhook.deliveries}: one attempt to deliver one event to one endpoint.
 *
 * @param attempt from 1
 * @param error for people; tells nothing of our resolver or network
 * @param timings of the exchange's phases, null if there was none
 * @param responseHeaders a few of the receiver's, null if it did not answer
 * @param responseBody how the receiver's answer begins, null if it had no text
 * @param replayId the replay that asked for the delivery, null if none did
 */
public record DeliveryLog(
    UUID deliveryId,
    UUID endpointId,
    UUID partnerId,
    UUID eventId,
    String eventType,
    int attempt,
    DeliveryStatus status,
    @Nullable Integer responseStatusCode,
    @Nullable String error,
    @Nullable Long durationMs,
    @Nullable Instant nextAttemptAt,
    Instant at,
    @Nullable DeliveryTimings timings,
    @Nullable Map<String, String> responseHeaders,
    @Nullable String responseBody,
    @Nullable UUID replayId) {}
