package dev.waybill.api.webhooks;

import dev.waybill.schemas.ReplayChoice;
import dev.waybill.schemas.ReplayStatus;
import dev.waybill.schemas.WebhookReplay;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A replay as it is answered. */
record ReplayView(
    UUID id,
    UUID webhookId,
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
    Instant createdAt,
    Instant updatedAt) {
  static ReplayView of(WebhookReplay replay) {
    return new ReplayView(
        replay.id(),
        replay.endpointId(),
        replay.only(),
        replay.eventIds(),
        replay.eventNames(),
        replay.from(),
        replay.to(),
        replay.dryRun(),
        replay.status(),
        replay.statusReason(),
        replay.found(),
        replay.requested(),
        replay.delivered(),
        replay.failed(),
        replay.createdAt(),
        replay.updatedAt());
  }
}
