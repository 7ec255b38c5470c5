package dev.waybill.api.webhooks;

import dev.waybill.schemas.ReplayChoice;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The body that asks for a replay, as the schema lets it through. */
record ReplayBody(
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable List<String> eventNames,
    @Nullable List<UUID> eventIds,
    ReplayChoice only,
    @Nullable Boolean dryRun) {}
