package dev.waybill.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ProblemCodeTest {
  @Test
  void namesEachCodeOnceAndLikeItsConstant() {
    assertThat(ProblemCode.values())
        .allSatisfy(
            code -> assertThat(code.wireName()).isEqualTo(code.name().toLowerCase(Locale.ROOT)));
    assertThat(Arrays.stream(ProblemCode.values()).map(ProblemCode::title)).doesNotHaveDuplicates();
  }

  @Test
  void findsACodeForWhatTheServerItselfRefuses() {
    assertThat(ProblemCode.ofStatus(404)).isEqualTo(ProblemCode.NOT_FOUND);
    assertThat(ProblemCode.ofStatus(413)).isEqualTo(ProblemCode.BODY_TOO_LARGE);
    assertThat(ProblemCode.ofStatus(431)).isEqualTo(ProblemCode.BAD_REQUEST);
    assertThat(ProblemCode.ofStatus(503)).isEqualTo(ProblemCode.INTERNAL_ERROR);
  }
}
