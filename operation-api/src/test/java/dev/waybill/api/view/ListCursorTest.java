package dev.waybill.api.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListCursorTest {
  private static final ListCursor CURSOR =
      new ListCursor(true, Instant.parse("2026-11-22T10:00:00.123Z"), UUID.randomUUID());

  @Test
  void comesBackAsItWasGiven() {
    assertThat(ListCursor.read(CURSOR.write(42), 42)).isEqualTo(CURSOR);
  }

  @Test
  void belongsToItsQueryAlone() {
    assertRefused(CURSOR.write(42), 43);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "abc", "%%%", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
  void refusesWhatIsNoCursor(String text) {
    assertRefused(text, 42);
  }

  private static void assertRefused(String text, long binding) {
    assertThatThrownBy(() -> ListCursor.read(text, binding))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> assertThat(refused.code()).isEqualTo(ProblemCode.INVALID_CURSOR));
  }
}
