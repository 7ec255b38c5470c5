package dev.waybill.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

class WireTimeTest {
  private static final DateTimeFormatter GENERAL =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter().withZone(ZoneOffset.UTC);

  @Test
  void writesAndReadsAnyTimeAsTheGeneralFormatterDoes() {
    long seed = System.nanoTime();
    System.out.println("seed: " + seed);
    RandomGenerator random = new SplittableRandom(seed);
    long first = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond() - 1_000;
    long last = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond() + 1_000;
    for (int i = 0; i < 20_000; i++) {
      Instant time =
          Instant.ofEpochSecond(random.nextLong(first, last), random.nextInt(1_000_000_000));
      String written = WireTime.format(time);

      assertThat(written).as("seed %d", seed).isEqualTo(GENERAL.format(time));
      Instant read = WireTime.parse(written);
      assertThat(read == null ? Instant.parse(written) : read)
          .as("seed %d", seed)
          .isEqualTo(time.truncatedTo(ChronoUnit.MILLIS));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-0001-12-31T23:59:59.999Z",
        "0000-01-01T00:00:00.000Z",
        "1969-12-31T23:59:59.999Z",
        "2024-02-29T00:00:00.000Z",
        "9999-12-31T23:59:59.999Z",
        "+10000-01-01T00:00:00.000Z",
      })
  void writesTheEdgesAsTheGeneralFormatterDoes(String time) {
    assertThat(WireTime.format(Instant.parse(time))).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-22T10:15:30Z",
        "2026-11-22T10:15:30.5Z",
        "2026-11-22T10:15:30.123456789Z",
        "2026-11-22T10:15:30.000+00:00",
        "2026-11-22T24:00:00.000Z",
        "2016-12-31T23:59:60.000Z",
      })
  void otherFormsAreReadAsBefore(String text) {
    assertThat(WireTime.parse(text)).isNull();
    assertThat(Json.mapper().readValue("\"" + text + "\"", Instant.class))
        .isEqualTo(DateTimeFormatter.ISO_INSTANT.parse(text, Instant::from));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"+10000-01-01T00:00:00Z\"",
        "\"+999999999-12-31T23:59:59Z\"",
        "\"-0001-12-31T23:59:59.999Z\"",
        "1763806530000",
        "-99999999999",
        "1e15",
      })
  void whatHasNoFormOnTheWireIsNotRead(String json) {
    assertThatThrownBy(() -> Json.mapper().readValue(json, Instant.class))
        .isInstanceOfSatisfying(
            JacksonException.class,
            e -> assertThat(Json.complaint(e)).contains("years 0000 to 9999"));
  }

  @Test
  void theLastAndTheFirstTimeAreRead() {
    for (String time : List.of("0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z")) {
      assertThat(Json.mapper().readValue('"' + time + '"', Instant.class))
          .isEqualTo(Instant.parse(time));
    }
    assertThat(Json.format(Json.timeAtMost(Instant.MAX))).isEqualTo("9999-12-31T23:59:59.999Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-02-30T10:15:30.000Z",
        "2026-13-01T10:15:30.000Z",
        "2026-00-01T10:15:30.000Z",
        "2026-11-22T10:61:30.000Z",
        "2026-11-22 10:15:30.000Z",
        "2026-11-2xT10:15:30.000Z",
      })
  void whatIsNoTimeIsRefusedAsBefore(String text) {
    assertThat(WireTime.parse(text)).isNull();
    assertThatThrownBy(() -> Json.mapper().readValue("\"" + text + "\"", Instant.class))
        .isInstanceOf(JacksonException.class);
  }
}
