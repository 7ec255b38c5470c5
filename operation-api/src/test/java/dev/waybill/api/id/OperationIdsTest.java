package dev.waybill.api.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperationIdsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00.123Z");
  private final OperationIds ids = new OperationIds(() -> NOW, new Random(1));

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 11, 4_095})
  void carriesThePartitionInAVersion7Uuid(int partition) {
    UUID id = ids.next(partition);
    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
    assertThat(OperationIds.partition(id, 4_096)).hasValue(partition);
  }

  @Test
  void namesNoPartitionThatThereIsNot() {
    assertThat(OperationIds.partition(ids.next(12), 12)).isEmpty();
    assertThat(OperationIds.partition(UUID.randomUUID(), 12)).isEmpty();
    assertThatThrownBy(() -> ids.next(4_096)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1-1-1-1-1", "x0000000-0000-4000-8000-000000000001", "null"})
  void readsCanonicalUuidsOnly(String text) {
    assertThat(Ids.parse(text)).isEmpty();
  }
}
