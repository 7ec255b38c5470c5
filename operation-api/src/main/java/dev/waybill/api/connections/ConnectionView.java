package dev.waybill.api.connections;

import dev.waybill.schemas.Connection;
import dev.waybill.schemas.ConnectionLimits;
import dev.waybill.schemas.ConnectionStatus;
import dev.waybill.schemas.Ordering;
import dev.waybill.schemas.Resource;
import dev.waybill.schemas.RetryPolicy;
import dev.waybill.schemas.ShareLevel;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A connection as it is answered: without its credentials. */
record ConnectionView(
    UUID id,
    UUID partnerId,
    @Nullable String fleetRef,
    String sourceName,
    @Nullable String description,
    ObjectNode settings,
    @Nullable String credentials,
    ConnectionLimits limits,
    RetryPolicy retry,
    long callTimeoutMs,
    Ordering ordering,
    @Nullable Map<Resource, ShareLevel> share,
    ConnectionStatus status,
    @Nullable String statusReason,
    long version,
    Instant createdAt,
    Instant updatedAt) {
  private static final String MASKED = "*****";

  private static final String SUSPENDED =
      "the TSP refused the credentials; give others, or resume to have them tried again";

  /**
   * The view of a connection.
   *
   * @param status as {@link dev.waybill.api.registry.LaneStatusCopy#status} has it
   */
  static ConnectionView of(Connection connection, ConnectionStatus status) {
    boolean suspended = status == ConnectionStatus.SUSPENDED;
    return new ConnectionView(
        connection.id(),
        connection.partnerId(),
        connection.fleetRef(),
        connection.sourceName(),
        connection.description(),
        connection.settings(),
        connection.credentials() == null ? null : MASKED,
        connection.limits(),
        connection.retry(),
        connection.callTimeoutMs(),
        connection.ordering(),
        connection.share(),
        status,
        suspended ? SUSPENDED : connection.statusReason(),
        connection.version(),
        connection.createdAt(),
        connection.updatedAt());
  }
}
