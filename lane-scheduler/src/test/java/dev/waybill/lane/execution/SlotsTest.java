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
    assertThat(slots.take(hanging)).as("the last ones are for others, so it waits").isPresent();
    assertThat(slots.running()).isEqualTo(30);
    assertThat(slots.aside()).isEqualTo(1);
    assertThat(takeAll()).hasSize(5);
  }

  @Test
  void whatWasSetAsideHasItsPlaceWhenOneIsFree() throws InterruptedException {
    UUID hanging = UUID.randomUUID();
    Slots.Slot first = take(hanging);
    first.becomeSlow();
    for (int i = 0; i < 29; i++) {
      take(hanging);
    }
    Slots.Slot next = take(hanging);
    Slots.Slot last = take(hanging);
    assertThat(last.awaitPlace(Duration.ofMillis(1))).isFalse();
    first.free();

    assertThat(next.awaitPlace(Duration.ZERO)).isTrue();
    assertThat(slots.slow()).isEqualTo(30);
    next.free();
    assertThat(last.awaitPlace(Duration.ZERO)).as("it has given up").isFalse();
    assertThat(slots.slow()).isEqualTo(29);
    last.free();
    assertThat(slots.aside()).isZero();
  }

  @Test
  void whatIsSetAsideIsBounded() {
    UUID hanging = UUID.randomUUID();
    take(hanging).becomeSlow();
    int taken = 1;
    while (slots.take(hanging).isPresent()) {
      taken++;
    }
    assertThat(taken).isEqualTo(30 + 40);
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
