package dev.waybill.api.connections;

import dev.waybill.schemas.Connection;
import dev.waybill.schemas.ConnectionLimits;
import dev.waybill.schemas.ConnectionStatus;
import dev.waybill.schemas.LaneStatus;
import dev.waybill.schemas.Ordering;
import dev.waybill.schemas.Resource;
import dev.waybill.schemas.RetryPolicy;
import dev.waybill.schemas.ShareLevel;
import dev.waybill.schemas.WaitReason;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
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
   * @param told of its lane, if anything
   */
  static ConnectionView of(Connection connection, Optional<LaneStatus> told) {
    boolean suspended = status(connection, told) != connection.status();
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
        suspended ? ConnectionStatus.SUSPENDED : connection.status(),
        suspended ? SUSPENDED : connection.statusReason(),
        connection.version(),
        connection.createdAt(),
        connection.updatedAt());
  }

  /**
   * The status as it is shown: the registry has what its owner wants, and that the TSP refuses the
   * credentials is known to the scheduler alone. What it told before the last change is out of
   * date.
   */
  static ConnectionStatus status(Connection connection, Optional<LaneStatus> told) {
    return connection.status() == ConnectionStatus.ACTIVE
            && told.filter(lane -> lane.reason() == WaitReason.SUSPENDED)
                .filter(lane -> !lane.at().isBefore(connection.updatedAt()))
                .isPresent()
        ? ConnectionStatus.SUSPENDED
        : connection.status();
  }
}
