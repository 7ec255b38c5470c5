package dev.waybill.worker.operations;

import dev.waybill.lane.core.BreakerState;
import dev.waybill.lane.core.LaneId;
import dev.waybill.lane.core.LaneSnapshot;
import dev.waybill.lane.core.Limits;
import dev.waybill.lane.core.Waiting;
import dev.waybill.schemas.BreakerStatus;
import dev.waybill.schemas.ConnectionLimits;
import dev.waybill.schemas.LaneStatus;
import dev.waybill.schemas.WaitReason;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The engine's words for how a lane does, in those of the contract. */
final class LaneStatuses {
  private static final double NANOS_PER_SECOND = 1e9;

  private LaneStatuses() {}

  static LaneStatus of(LaneId lane, LaneSnapshot snapshot, Instant at) {
    Instant until = snapshot.waiting().until();
    boolean known = until.isAfter(at) && !until.equals(Instant.MAX);
    return new LaneStatus(
        lane.value(),
        snapshot.depth(),
        snapshot.inFlight(),
        snapshot.depth() == 0 ? null : snapshot.oldestArrival(),
        limits(snapshot.limits()),
        reason(snapshot.waiting().reason()),
        known ? until.truncatedTo(ChronoUnit.MILLIS) : null,
        breaker(snapshot.breaker()),
        snapshot.suspended(),
        at);
  }

  private static @Nullable ConnectionLimits limits(@Nullable Limits limits) {
    return limits == null
        ? null
        : new ConnectionLimits(
            NANOS_PER_SECOND / limits.nanosPerCall(), limits.burst(), limits.maxInFlight());
  }

  /** Null for what waits for nothing, or for its connection to become known. */
  static @Nullable WaitReason reason(Waiting.Reason reason) {
    return switch (reason) {
      case NONE, SETTINGS -> null;
      case LIMIT -> WaitReason.LIMIT;
      case CAP -> WaitReason.CAP;
      case ORDER -> WaitReason.ORDER;
      case REFERENCE -> WaitReason.REFERENCE;
      case RETRY -> WaitReason.RETRY;
      case BREAKER -> WaitReason.BREAKER;
      case PAUSED -> WaitReason.PAUSED;
      case SUSPENDED -> WaitReason.SUSPENDED;
    };
  }

  private static BreakerStatus breaker(BreakerState state) {
    return switch (state) {
      case CLOSED -> BreakerStatus.CLOSED;
      case OPEN -> BreakerStatus.OPEN;
      case HALF_OPEN -> BreakerStatus.HALF_OPEN;
    };
  }
}
