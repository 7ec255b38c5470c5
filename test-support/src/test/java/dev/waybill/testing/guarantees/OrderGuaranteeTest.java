package dev.waybill.testing.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class OrderGuaranteeTest {
  private static final UUID FIRST = UUID.randomUUID();
  private static final UUID SECOND = UUID.randomUUID();
  private final OrderGuarantee guarantee = new OrderGuarantee(List.of(FIRST, SECOND));

  @Test
  void isKeptByRetriesBeforeTheNextOneStarts() {
    assertThat(
            guarantee.violation(
                List.of(
                    Calls.at(1, FIRST, 503),
                    Calls.at(2, UUID.randomUUID(), 200),
                    Calls.at(3, FIRST, 200),
                    Calls.at(4, SECOND, 200))))
        .isEmpty();
  }

  @Test
  void isBrokenBySwappedOverlappingRepeatedOrMissingCalls() {
    assertThat(guarantee.violation(List.of(Calls.at(1, SECOND, 200)))).isPresent();
    assertThat(guarantee.violation(List.of(Calls.at(1, FIRST, 503), Calls.at(2, SECOND, 200))))
        .isPresent();
    assertThat(guarantee.violation(List.of(Calls.at(1, FIRST, 200), Calls.at(2, FIRST, 200))))
        .isPresent();
    assertThat(guarantee.violation(List.of(Calls.at(1, FIRST, 200))).orElseThrow())
        .contains("never succeeded");
  }
}
