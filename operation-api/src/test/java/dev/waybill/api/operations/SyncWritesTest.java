package dev.waybill.api.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.api.http.Answer;
import dev.waybill.api.http.RefusedException;
import dev.waybill.schemas.FailureCode;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationFailure;
import dev.waybill.schemas.OperationState;
import dev.waybill.schemas.OperationStatus;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Phase;
import dev.waybill.schemas.Priority;
import dev.waybill.schemas.Resource;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SyncWritesTest {
  @Test
  void answersASuccessWithTheOperation() {
    Operation operation = operation(OperationStatus.SUCCESS, null);
    Answer answer = SyncWrites.answer(operation);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(operation);
    assertThat(answer.headers().get("Location")).endsWith("/" + operation.id());
  }

  @Test
  void tellsWhatHasNotEndedAsATimeout() {
    Operation operation = operation(OperationStatus.PENDING, null);
    assertThatThrownBy(() -> SyncWrites.answer(operation))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.code().status()).isEqualTo(504);
              assertThat(e.operation()).isEqualTo(operation);
              assertThat(e.headers()).containsKey("Location");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "REJECTED, 422, rejected_by_tsp",
    "INVALID_REQUEST, 422, operation_invalid",
    "DEPENDENCY_FAILED, 422, operation_invalid",
    "RETRIES_EXHAUSTED, 502, tsp_failed",
    "UNAUTHORIZED, 502, tsp_failed",
    "UNKNOWN_OUTCOME, 502, outcome_unknown",
    "EXPIRED, 504, not_ended_in_time",
    "BUSY, 409, resource_busy",
    "CANCELLED, 409, operation_cancelled",
    "CONNECTION_DELETED, 409, connection_deleted",
    "UNKNOWN_CONNECTION, 404, connection_not_found"
  })
  void tellsAFailureByItsKind(FailureCode failure, int status, String code) {
    assertThatThrownBy(() -> SyncWrites.answer(operation(OperationStatus.FAILED, failure)))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.code().status()).isEqualTo(status);
              assertThat(e.code().wireName()).isEqualTo(code);
              assertThat(e.detail()).isEqualTo("because");
            });
  }

  @ParameterizedTest
  @EnumSource
  void knowsEveryKindOfFailure(FailureCode failure) {
    assertThatThrownBy(() -> SyncWrites.answer(operation(OperationStatus.FAILED, failure)))
        .isInstanceOf(RefusedException.class);
  }

  private static Operation operation(OperationStatus status, @Nullable FailureCode failure) {
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
        status,
        Instant.EPOCH,
        Instant.EPOCH,
        null,
        List.of(),
        OperationState.of(Phase.DONE),
        failure == null ? null : new OperationFailure(failure, "because", false),
        1,
        1,
        null,
        null,
        null,
        true,
        Priority.NORMAL,
        List.of());
  }
}
