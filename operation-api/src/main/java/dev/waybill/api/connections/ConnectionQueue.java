package dev.waybill.api.connections;

import dev.waybill.schemas.BreakerStatus;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.ConnectionLimits;
import dev.waybill.schemas.LaneStatus;
import dev.waybill.schemas.WaitReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What waits on a connection (CONTRACT 3.3).
 *
 * @param depth operations not ended, those in flight included
 * @param oldestAgeMs how long ago the oldest of them was taken in, at the time of the answer
 * @param limits in force: the connection's own, or slower while the TSP wants it
 * @param reason what the lane waits for; null if for nothing
 * @param at when the scheduler told so; null if it has not told anything yet
 */
record ConnectionQueue(
    UUID connectionId,
    long depth,
    int inFlight,
    @Nullable Instant oldestAt,
    @Nullable Long oldestAgeMs,
    ConnectionLimits limits,
    @Nullable WaitReason reason,
    @Nullable Instant until,
    BreakerStatus breaker,
    @Nullable Instant at) {

  static ConnectionQueue of(Connection connection, Optional<LaneStatus> told, Instant now) {
    if (told.isEmpty()) {
      return new ConnectionQueue(
          connection.id(),
          0,
          0,
          null,
          null,
          connection.limits(),
          null,
          null,
          BreakerStatus.CLOSED,
          null);
    }
    LaneStatus status = told.get();
    Instant oldest = status.oldestAt();
    return new ConnectionQueue(
        connection.id(),
        status.depth(),
        status.inFlight(),
        oldest,
        oldest == null ? null : Math.max(0, Duration.between(oldest, now).toMillis()),
        status.limits() == null ? connection.limits() : status.limits(),
        status.reason(),
        status.until(),
        status.breaker(),
        status.at());
  }
}
