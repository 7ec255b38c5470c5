package dev.waybill.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.schemas.Resource;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class QueryParametersTest {
  @Test
  void readsTimesWithAnyOffset() {
    Instant expected = Instant.parse("2026-11-22T10:00:00Z");
    assertThat(of("2026-11-22T10:00:00Z").time("p")).contains(expected);
    assertThat(of("2026-11-22T11:00:00.000+01:00").time("p")).contains(expected);
    assertThat(of("2026-11-22T11:00:00 01:00").time("p")).contains(expected);
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        wrong("yes", query -> query.flag("p")),
        wrong("TRUE", query -> query.flag("p")),
        wrong("0", query -> query.integer("p", 5, 1, 10)),
        wrong("11", query -> query.integer("p", 5, 1, 10)),
        wrong("1.5", query -> query.integer("p", 5, 1, 10)),
        wrong("99999999999", query -> query.integer("p", 5, 1, 10)),
        wrong("2026-11-22", query -> query.time("p")),
        wrong("yesterday", query -> query.time("p")),
        wrong("1-1-1-1-1", query -> query.id("p")),
        wrong("bicycle", query -> query.oneOf("p", Resource::of)));
  }

  private static Arguments wrong(String value, Function<QueryParameters, Object> read) {
    return Arguments.of(value, read);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void refusesWrongValues(String value, Function<QueryParameters, Object> read) {
    assertRefused(() -> read.apply(of(value)));
  }

  @Test
  void refusesUnknownDoubledAndEndlessParameters() {
    assertRefused(() -> new QueryParameters(Map.of("q", List.of("1")), List.of("p")));
    QueryParameters doubled = new QueryParameters(Map.of("p", List.of("1", "2")), List.of("p"));
    assertRefused(() -> doubled.text("p"));
    QueryParameters endless =
        new QueryParameters(Map.of("p", Collections.nCopies(101, "x")), List.of("p"));
    assertRefused(() -> endless.texts("p"));
  }

  private static QueryParameters of(String value) {
    return new QueryParameters(Map.of("p", List.of(value)), List.of("p"));
  }

  private static void assertRefused(Runnable read) {
    assertThatThrownBy(read::run)
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> assertThat(refused.code()).isEqualTo(ProblemCode.INVALID_QUERY));
  }
}
