package dev.waybill.api.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.api.http.RefusedException;
import dev.waybill.api.view.AskedOperation;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationState;
import dev.waybill.schemas.OperationStatus;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Phase;
import dev.waybill.schemas.Priority;
import dev.waybill.schemas.Resource;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdempotentWritesTest {
  private static final Operation OPERATION = operation();

  /**
   * Its event was read first, and what was asked for is not known: no reason to refuse a repeat.
   */
  @Test
  void comparesNothingWithAnOperationWhoseRequestWasNotRead() {
    AskedOperation toldOnly = new AskedOperation(OPERATION, null, null);
    assertThat(IdempotentWrites.comparable(Optional.of(toldOnly))).isEmpty();
    AskedOperation asked = new AskedOperation(OPERATION, "print", 7L);
    assertThat(IdempotentWrites.comparable(Optional.of(asked))).contains(asked);
    assertThat(IdempotentWrites.comparable(Optional.empty())).isEmpty();
  }

  @Test
  void refusesAKeyWithAnotherBody() {
    AskedOperation asked = new AskedOperation(OPERATION, "print", 7L);
    assertThat(IdempotentWrites.same(asked, "print")).isEqualTo(OPERATION);
    assertThatThrownBy(() -> IdempotentWrites.same(asked, "other"))
        .isInstanceOf(RefusedException.class);
    AskedOperation withoutKey = new AskedOperation(OPERATION, null, 7L);
    assertThatThrownBy(() -> IdempotentWrites.same(withoutKey, "print"))
        .isInstanceOf(RefusedException.class);
  }

  private static Operation operation() {
    Instant now = Instant.parse("2026-11-22T10:00:00Z");
    return new Operation(
        UUID.randomUUID(),
        UUID.randomUUID(),
        UUID.randomUUID(),
        null,
        "simulator",
        Resource.VEHICLE,
        OperationType.CREATE,
        Json.mapper().createObjectNode(),
        null,
        null,
        OperationStatus.PENDING,
        now,
        now,
        null,
        List.of(),
        OperationState.of(Phase.QUEUED),
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
