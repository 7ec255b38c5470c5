package dev.waybill.api.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class BatchSlotsTest {
  private static final UUID DEMO = UUID.randomUUID();

  private static final UUID OTHER = UUID.randomUUID();

  private final BatchSlots slots = new BatchSlots(3, 2, 100);

  @Test
  void boundsThoseOfAPartnerAndThoseOfAll() {
    BatchSlots.Slot first = working(DEMO);
    BatchSlots.Slot second = working(DEMO);
    assertRefused(() -> slots.enter(DEMO), ProblemCode.TOO_MANY_BATCHES);
    BatchSlots.Slot third = working(OTHER);
    try (BatchSlots.Slot fourth = slots.enter(OTHER)) {
      assertRefused(fourth::work, ProblemCode.BUSY);
    }
    first.close();
    second.close();
    third.close();
    try (BatchSlots.Slot again = working(DEMO);
        BatchSlots.Slot more = working(DEMO)) {
      assertThat(again).isNotSameAs(more);
    }
  }

  @Test
  void whoSendsSlowlyTakesOnlyTheRoomOfWhatHasCome() {
    List<BatchSlots.Slot> slow = new ArrayList<>();
    for (UUID partner : List.of(DEMO, DEMO, OTHER, OTHER)) {
      slow.add(slots.enter(partner));
      slow.getLast().coming(10);
    }
    BatchSlots.Slot quick = slots.enter(UUID.randomUUID());
    quick.coming(60);
    quick.work();
    try (BatchSlots.Slot late = slots.enter(UUID.randomUUID())) {
      assertRefused(() -> late.coming(1), ProblemCode.BUSY);
    }
    quick.close();
    slow.forEach(BatchSlots.Slot::close);
    try (BatchSlots.Slot whole = slots.enter(DEMO)) {
      whole.coming(100);
      whole.work();
    }
  }

  private BatchSlots.Slot working(UUID partner) {
    BatchSlots.Slot slot = slots.enter(partner);
    slot.work();
    return slot;
  }

  private static void assertRefused(ThrowingCallable taking, ProblemCode code) {
    assertThatThrownBy(taking)
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.headers()).containsKey("Retry-After");
            });
  }
}
