package dev.waybill.schemas;

import java.time.Instant;
import java.util.UUID;

/**
 * A value of {@code webhook.commands}, key = endpoint id: something that the emitter's scheduler is
 * told about an endpoint.
 *
 * @param type always {@link #CANCEL_REPLAY}
 * @param replayId whose deliveries are not to be made any more
 */
public record WebhookCommand(
    UUID id, UUID endpointId, String type, UUID replayId, Instant requestedAt) {
  /** Deliveries of a replay that still wait end without an attempt. */
  public static final String CANCEL_REPLAY = "cancel_replay";
}
