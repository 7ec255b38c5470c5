package dev.waybill.testing.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationEvent;
import dev.waybill.schemas.OperationState;
import dev.waybill.schemas.OperationStatus;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Phase;
import dev.waybill.schemas.Priority;
import dev.waybill.schemas.Resource;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class EndingGuaranteeTest {
  private static final UUID ID = UUID.randomUUID();
  private final EndingGuarantee guarantee = new EndingGuarantee(Set.of(ID));

  @Test
  void isKeptByOneEndingInEachRun() {
    assertThat(
            guarantee.violations(
                List.of(
                    event(EventTypes.CREATED, ID, 1),
                    event(EventTypes.FAILED, ID, 1),
                    event(EventTypes.SUCCEEDED, ID, 2))))
        .isEmpty();
  }

  @Test
  void isBrokenByTwoEndingsOfARun() {
    assertThat(
            guarantee.violations(
                List.of(
                    event(EventTypes.CREATED, ID, 1),
                    event(EventTypes.FAILED, ID, 1),
                    event(EventTypes.SUCCEEDED, ID, 1))))
        .singleElement()
        .asString()
        .contains("ended more than once in run 1");
  }

  @Test
  void isBrokenByAnOperationWithoutAnEndingOrABeginning() {
    assertThat(guarantee.violations(List.of(event(EventTypes.CREATED, ID, 1))))
        .containsExactly(ID + " has no ending");
    assertThat(guarantee.violations(List.of(event(EventTypes.SUCCEEDED, ID, 1))))
        .containsExactly(ID + " has 0 created events");
    assertThat(guarantee.unended(List.of())).containsExactly(ID);
  }

  @Test
  void isBrokenByAnOperationOutOfNowhere() {
    UUID stranger = UUID.randomUUID();
    assertThat(
            new EndingGuarantee(Set.of())
                .violations(List.of(event(EventTypes.FAILED, stranger, 1))))
        .singleElement()
        .asString()
        .contains(stranger.toString(), "nobody accepted");
  }

  private static OperationEvent event(String type, UUID operation, int run) {
    return new OperationEvent(
        UUID.randomUUID(), type, OperationEvent.VERSION, Instant.EPOCH, operation(operation, run));
  }

  private static Operation operation(UUID id, int run) {
    return new Operation(
        id,
        id,
        id,
        null,
        null,
        Resource.VEHICLE,
        OperationType.CREATE,
        Json.mapper().createObjectNode(),
        null,
        null,
        OperationStatus.PENDING,
        Instant.EPOCH,
        Instant.EPOCH,
        null,
        List.of(),
        OperationState.of(Phase.QUEUED),
        null,
        1,
        run,
        null,
        null,
        null,
        false,
        Priority.NORMAL,
        List.of());
  }
}
