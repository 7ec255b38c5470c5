package dev.waybill.api.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BatchSlotsTest {
  private static final UUID DEMO = UUID.randomUUID();

  private final BatchSlots slots = new BatchSlots(3, 2);

  @Test
  void boundsThoseOfAPartnerAndThoseOfAll() {
    BatchSlots.Slot first = slots.take(DEMO);
    BatchSlots.Slot second = slots.take(DEMO);
    assertRefused(DEMO, ProblemCode.TOO_MANY_BATCHES);
    BatchSlots.Slot third = slots.take(UUID.randomUUID());
    assertRefused(UUID.randomUUID(), ProblemCode.BUSY);
    first.close();
    second.close();
    third.close();
    slots.take(DEMO).close();
    try (BatchSlots.Slot again = slots.take(DEMO);
        BatchSlots.Slot more = slots.take(DEMO)) {
      assertThat(again).isNotSameAs(more);
    }
  }

  private void assertRefused(UUID partner, ProblemCode code) {
    assertThatThrownBy(() -> slots.take(partner))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.headers()).containsKey("Retry-After");
            });
  }
}
