package dev.waybill.schemas;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A value of {@code connection.registry}: one fleet's account at one TSP, with its limits. The
 * newest record of a key counts.
 *
 * @param partnerId the owner; the first owner of a connection id keeps it
 * @param sourceName the adapter's name
 * @param settings the adapter's own, no secrets
 * @param credentials encrypted; null if the connection has none
 * @param version counts the changes, from 1
 * @param share absent: everything is {@code read_write}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Connection(
    UUID id,
    UUID partnerId,
    @Nullable String fleetRef,
    String sourceName,
    @Nullable String description,
    ObjectNode settings,
    @Nullable EncryptedSecret credentials,
    ConnectionLimits limits,
    RetryPolicy retry,
    long callTimeoutMs,
    Ordering ordering,
    @Nullable Map<Resource, ShareLevel> share,
    ConnectionStatus status,
    @Nullable String statusReason,
    long version,
    Instant createdAt,
    Instant updatedAt) {}
