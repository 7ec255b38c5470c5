package dev.waybill.api.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.BreakerStatus;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.LaneStatus;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationState;
import dev.waybill.schemas.OperationStatus;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Phase;
import dev.waybill.schemas.Priority;
import dev.waybill.schemas.Resource;
import dev.waybill.schemas.WaitReason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CurrentStatesTest {
  private static final Instant TAKEN_IN = Instant.parse("2026-11-22T10:00:00Z");
  private static final Instant LATER = TAKEN_IN.plusSeconds(60);
  private static final UUID CONNECTION = new UUID(1, 1);

  @Test
  void aReasonOfTheLaneThatIsOverIsNotTold() {
    assertThat(now(WaitReason.PAUSED, null, LATER))
        .isEqualTo(new OperationState(Phase.QUEUED, null, null, 6L));
  }

  @Test
  void whatHoldsTheLaneNowIsTold() {
    assertThat(now(null, WaitReason.BREAKER, LATER))
        .isEqualTo(new OperationState(Phase.WAITING, WaitReason.BREAKER, LATER, 6L));
  }

  @Test
  void whatTheOperationItselfWaitsForStays() {
    for (WaitReason own : List.of(WaitReason.ORDER, WaitReason.REFERENCE)) {
      assertThat(now(own, WaitReason.LIMIT, LATER))
          .isEqualTo(new OperationState(Phase.WAITING, own, null, 6L));
    }
  }

  @Test
  void whatOthersOfTheLaneWaitForIsNotItsReason() {
    assertThat(now(null, WaitReason.RETRY, LATER).phase()).isEqualTo(Phase.QUEUED);
  }

  @Test
  void aStatusFromBeforeTheOperationTellsNothingOfIt() {
    assertThat(now(WaitReason.PAUSED, null, TAKEN_IN.minusMillis(1)))
        .isEqualTo(new OperationState(Phase.WAITING, WaitReason.PAUSED, null, null));
  }

  @Test
  void whatHasEndedWaitsForNothing() {
    Operation ended = operation(OperationStatus.SUCCESS, OperationState.of(Phase.DONE));
    assertThat(states(WaitReason.LIMIT, LATER).apply(ended)).isSameAs(ended);
  }

  private static OperationState now(
      @Nullable WaitReason told, @Nullable WaitReason ofLane, Instant at) {
    OperationState state =
        new OperationState(told == null ? Phase.QUEUED : Phase.WAITING, told, null, null);
    return states(ofLane, at).apply(operation(OperationStatus.PENDING, state)).state();
  }

  private static CurrentStates states(@Nullable WaitReason reason, Instant at) {
    LaneStatus lane =
        new LaneStatus(
            CONNECTION, 7, 1, TAKEN_IN, null, reason, LATER, BreakerStatus.CLOSED, false, at);
    return new CurrentStates(id -> id.equals(CONNECTION) ? Optional.of(lane) : Optional.empty());
  }

  private static Operation operation(OperationStatus status, OperationState state) {
    return new Operation(
        new UUID(2, 2),
        new UUID(3, 3),
        CONNECTION,
        null,
        null,
        Resource.VEHICLE,
        OperationType.CREATE,
        Json.mapper().createObjectNode(),
        null,
        null,
        status,
        TAKEN_IN,
        TAKEN_IN,
        null,
        List.of(),
        state,
        null,
        0,
        1,
        null,
        null,
        null,
        false,
        Priority.NORMAL,
        List.of());
  }
}
