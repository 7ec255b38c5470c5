package dev.waybill.api.view;

import dev.waybill.schemas.LaneStatus;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationState;
import dev.waybill.schemas.OperationStatus;
import dev.waybill.schemas.Phase;
import dev.waybill.schemas.WaitReason;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a pending operation waits for now. Its events tell of it only when something happens to the
 * operation itself, so what holds its whole lane (a pause, a breaker, pace) is taken from the
 * lane's status. Thread-safe.
 */
public final class CurrentStates implements UnaryOperator<Operation> {
  /** What holds a lane and not a single operation. */
  private static final Set<WaitReason> OF_LANES =
      EnumSet.of(
          WaitReason.LIMIT,
          WaitReason.CAP,
          WaitReason.BREAKER,
          WaitReason.PAUSED,
          WaitReason.SUSPENDED);

  private final Function<UUID, Optional<LaneStatus>> lanes;

  /**
   * Makes it over the statuses that are known here.
   *
   * @param lanes the status of a connection's lane; empty if nothing was told of it
   */
  public CurrentStates(Function<UUID, Optional<LaneStatus>> lanes) {
    this.lanes = lanes;
  }

  @Override
  public Operation apply(Operation operation) {
    return operation.status() == OperationStatus.PENDING
        ? lanes
            .apply(operation.connectionId())
            .filter(lane -> !lane.at().isBefore(operation.updatedAt()))
            .map(lane -> operation.in(state(operation.state(), lane)))
            .orElse(operation)
        : operation;
  }

  private static OperationState state(OperationState told, LaneStatus lane) {
    // The operation itself is one of the lane's.
    long ahead = Math.max(0, lane.depth() - 1);
    WaitReason own = told.reason();
    if (told.phase() == Phase.DISPATCHED || (own != null && !OF_LANES.contains(own))) {
      return new OperationState(told.phase(), own, told.until(), ahead);
    }
    WaitReason reason = ofLane(lane.reason());
    Instant until = reason == null ? null : lane.until();
    return new OperationState(reason == null ? Phase.QUEUED : Phase.WAITING, reason, until, ahead);
  }

  private static @Nullable WaitReason ofLane(@Nullable WaitReason reason) {
    return reason != null && OF_LANES.contains(reason) ? reason : null;
  }
}
