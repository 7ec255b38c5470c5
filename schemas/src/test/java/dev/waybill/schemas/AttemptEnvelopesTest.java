package dev.waybill.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

class AttemptEnvelopesTest {
  private static final int ROUNDS = 2_000;
  private static final String[] REASONS = {"status 503", "no \"answer\"", "a\\b", "é", "", "a\nb"};

  private final long seed = System.nanoTime();
  private final RandomGenerator random = new SplittableRandom(seed);

  @Test
  void writesAndReadsDispatchesAsTheMapperDoes() {
    System.out.println("seed: " + seed);
    for (int i = 0; i < ROUNDS; i++) {
      AttemptDispatch dispatch =
          new AttemptDispatch(
              small(),
              uuid(),
              uuid(),
              small(),
              random.nextInt(),
              time(),
              time(),
              random.nextLong(-10, 5_000_000_000L),
              AttemptMode.values()[random.nextInt(AttemptMode.values().length)]);
      byte[] written = AttemptEnvelopes.write(dispatch);

      assertThat(new String(written, UTF_8)).isEqualTo(new String(Json.write(dispatch), UTF_8));
      assertThat(AttemptEnvelopes.readDispatch(written)).as("seed %d", seed).isEqualTo(dispatch);
    }
  }

  @Test
  void writesAndReadsReportsAsTheMapperDoes() {
    System.out.println("seed: " + seed);
    for (int i = 0; i < ROUNDS; i++) {
      AttemptReport report = report();
      byte[] written = AttemptEnvelopes.write(report);

      assertThat(new String(written, UTF_8)).isEqualTo(new String(Json.write(report), UTF_8));
      assertThat(AttemptEnvelopes.readReport(written)).as("seed %d", seed).isEqualTo(report);
    }
  }

  @Test
  void readsWhatAnotherWriterPutInAnotherOrder() {
    AttemptReport report = report();
    String written = Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(report);
    String newer = written.replaceFirst("\\{", "{\"of_a_newer_writer\":[1],");

    assertThat(AttemptEnvelopes.readReport(newer.getBytes(UTF_8))).isEqualTo(report);
  }

  @Test
  void refusesWhateverTheMapperRefuses() {
    System.out.println("seed: " + seed);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] broken = AttemptEnvelopes.write(report());
      broken[random.nextInt(broken.length)] = (byte) random.nextInt(' ', 0x7f);

      assertThat(read(broken))
          .as("seed %d: %s", seed, new String(broken, UTF_8))
          .isEqualTo(readByMapper(broken));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}x", "{\"v\":1", "[]", "{\"v\":1,\"lane\":\"x\"}"})
  void refusesWhatIsNoEnvelope(String json) {
    assertThatThrownBy(() -> AttemptEnvelopes.readReport(json.getBytes(UTF_8)))
        .isInstanceOf(JacksonException.class);
    assertThatThrownBy(() -> AttemptEnvelopes.readDispatch(json.getBytes(UTF_8)))
        .isInstanceOf(JacksonException.class);
  }

  private static @Nullable AttemptReport read(byte[] json) {
    try {
      return AttemptEnvelopes.readReport(json);
    } catch (JacksonException e) {
      return null;
    }
  }

  private static @Nullable AttemptReport readByMapper(byte[] json) {
    try {
      return Json.read(json, AttemptReport.class);
    } catch (JacksonException e) {
      return null;
    }
  }

  private AttemptReport report() {
    return new AttemptReport(
        AttemptReport.VERSION,
        uuid(),
        uuid(),
        small(),
        small(),
        ReportKind.values()[random.nextInt(ReportKind.values().length)],
        time(),
        random.nextBoolean()
            ? OutcomeKind.values()[random.nextInt(OutcomeKind.values().length)]
            : null,
        random.nextInt(3) == 0 ? REASONS[random.nextInt(REASONS.length)] : null,
        number(),
        number(),
        random.nextInt(3) == 0 ? random.nextBoolean() : null,
        random.nextInt(3) == 0 ? random.nextBoolean() : null,
        number(),
        number(),
        random.nextInt(3) == 0 ? random.nextBoolean() : null);
  }

  private @Nullable Long number() {
    return random.nextInt(3) == 0 ? random.nextLong(-5, 3_000_000_000L) : null;
  }

  private int small() {
    return random.nextInt(1, 100);
  }

  private UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  private Instant time() {
    return Instant.ofEpochMilli(random.nextLong(0, 4_000_000_000_000L));
  }
}
