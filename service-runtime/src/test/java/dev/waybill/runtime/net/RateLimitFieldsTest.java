package dev.waybill.runtime.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitFieldsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00.250Z");
  private static final long RESET = Instant.parse("2026-11-22T10:00:30Z").getEpochSecond();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"default\";r=0;t=30",
        "\"r=5;t=7\";q=100;r=0;t=30",
        "\"burst\";r=0;t=2, \"hour\";r=0;t=30, \"day\";r=9;t=40000",
        "limit=100, remaining=0, reset=30",
        "default; r=0; t=30"
      })
  void readsEachFormOfTheDraftsList(String field) {
    assertThat(wait("ratelimit", field)).isEqualTo(Duration.ofSeconds(30));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ratelimit-", "x-ratelimit-"})
  void readsTheFieldsOfTheirOwn(String prefix) {
    assertThat(wait(prefix + "remaining", "0", prefix + "reset", "30"))
        .isEqualTo(Duration.ofSeconds(30));
    assertThat(wait(prefix + "remaining", " 0 ", prefix + "reset", "1.5"))
        .isEqualTo(Duration.ofMillis(1_500));
  }

  @Test
  void tellsTimesFromWaitsByTheirSize() {
    Duration left = Duration.ofMillis(29_750);
    assertThat(wait("x-ratelimit-remaining", "0", "x-ratelimit-reset", "" + RESET)).isEqualTo(left);
    assertThat(wait("x-ratelimit-remaining", "0", "x-ratelimit-reset", RESET + "000"))
        .isEqualTo(left);
    assertThat(wait("x-ratelimit-remaining", "0", "x-ratelimit-reset", "" + (RESET - 60)))
        .as("it is over")
        .isZero();
  }

  @Test
  void asksForNothingWhileSomethingIsLeft() {
    assertThat(wait("ratelimit", "\"default\";r=1;t=30")).isZero();
    assertThat(wait("ratelimit-remaining", "7", "ratelimit-reset", "30")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"default\";r=0", "r=;t=3", "remaining=0", "nothing at all", "\""})
  void ignoresWhatItCannotRead(String field) {
    assertThat(wait("ratelimit", field)).isZero();
    assertThat(wait("ratelimit-remaining", field, "ratelimit-reset", "30")).isZero();
    assertThat(wait("ratelimit-remaining", "0", "ratelimit-reset", "soon")).isZero();
    assertThat(wait("ratelimit-remaining", "0", "ratelimit-reset", "-1")).isZero();
  }

  @Test
  void neverBelievesTooMuch() {
    assertThat(wait("ratelimit-remaining", "0", "ratelimit-reset", "999999999"))
        .isEqualTo(RateLimitFields.MAX);
  }

  private static Duration wait(String name, String value) {
    return RateLimitFields.waitUntilReset(Map.of(name, value), NOW);
  }

  private static Duration wait(String name, String value, String other, String otherValue) {
    return RateLimitFields.waitUntilReset(Map.of(name, value, other, otherValue), NOW);
  }
}
