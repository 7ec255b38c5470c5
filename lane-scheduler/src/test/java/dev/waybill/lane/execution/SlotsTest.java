package dev.waybill.lane.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SlotsTest {
  private final Slots slots = new Slots(10);

  @Test
  void quickCallsHaveAllPlaces() {
    assertThat(takeAll()).hasSize(10);
    assertThat(slots.running()).isEqualTo(10);
  }

  @Test
  void hangingCallsLeaveHalfOfThePlaces() {
    for (int i = 0; i < 3; i++) {
      takeAll().forEach(Slots.Slot::becomeSlow);
    }
    assertThat(slots.slow()).as("each time what was left").isEqualTo(20);
    assertThat(takeAll()).hasSize(5);
  }

  @Test
  void aLaneKnownToBeSlowTakesNoPlaceOfTheQuick() {
    UUID hanging = UUID.randomUUID();
    take(hanging).becomeSlow();
    for (int i = 0; i < 29; i++) {
      take(hanging);
    }
    assertThat(slots.take(hanging)).as("the last ones are for others").isEmpty();
    assertThat(takeAll()).hasSize(5);
  }

  @Test
  void theSumIsBounded() {
    for (List<Slots.Slot> taken = takeAll(); !taken.isEmpty(); taken = takeAll()) {
      taken.forEach(Slots.Slot::becomeSlow);
    }
    assertThat(slots.running()).isEqualTo(40);
  }

  @Test
  void aLaneIsNoLongerSlowOnceACallWasQuick() {
    UUID lane = UUID.randomUUID();
    Slots.Slot slow = take(lane);
    slow.becomeSlow();
    slow.free();
    Slots.Slot quick = take(lane);
    assertThat(slots.slow()).isEqualTo(1);
    quick.wasQuick();
    quick.free();
    take(lane);
    assertThat(slots.slow()).isZero();
  }

  @Test
  void aPlaceIsGivenBackOnce() throws InterruptedException {
    Slots.Slot slot = take(UUID.randomUUID());
    long before = slots.changes();
    slot.free();
    slot.free();
    slot.becomeSlow();
    assertThat(slots.changes()).isEqualTo(before + 1);
    assertThat(slots.awaitIdle(Duration.ZERO)).isTrue();
    assertThat(takeAll()).hasSize(10);
  }

  @Test
  void theOnlyPlaceIsLeftToQuickCalls() {
    Slots one = new Slots(1);
    one.take(UUID.randomUUID()).orElseThrow().becomeSlow();
    assertThat(one.take(UUID.randomUUID())).isPresent();
  }

  private Slots.Slot take(UUID lane) {
    return slots.take(lane).orElseThrow();
  }

  private List<Slots.Slot> takeAll() {
    List<Slots.Slot> taken = new ArrayList<>();
    Optional<Slots.Slot> next = slots.take(UUID.randomUUID());
    while (next.isPresent()) {
      taken.add(next.get());
      next = slots.take(UUID.randomUUID());
    }
    return taken;
  }
}
