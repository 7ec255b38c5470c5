package dev.waybill.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

class JsonTest {
  private static final String IDENTITY =
      """
      {"connection_id":"7c0f5a52-6c1c-4c8e-9a53-0d3f5e0b8a11","resource":"vehicle",
       "resource_id":"5b1de9a4-4a36-5f0c-9d55-7f0a3a9c2e10","source_id":"v1"%s}\
      """;

  @ParameterizedTest
  @CsvSource({
    "2026-11-22T10:15:30Z,           2026-11-22T10:15:30.000Z",
    "2026-11-22T10:15:00Z,           2026-11-22T10:15:00.000Z",
    "2026-11-22T10:15:30.5Z,         2026-11-22T10:15:30.500Z",
    "2026-11-22T10:15:30.999999999Z, 2026-11-22T10:15:30.999Z",
  })
  void timesHaveMillisecondsAlways(Instant time, String written) {
    assertThat(Json.format(time)).isEqualTo(written);
    assertThat(new String(Json.write(time), UTF_8)).isEqualTo('"' + written + '"');
  }

  @Test
  void fieldsOfANewerWriterArePassedOver() {
    ResourceIdentity read = readIdentity(IDENTITY.formatted(",\"learnt_at\":{\"x\":[1]}"));

    assertThat(read.sourceId()).isEqualTo("v1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",\"source_id\":\"v2\"}",
        ",\"resource\":\"car\"}",
        ",\"resource_id\":\"x\"}",
        ",}",
        "}{}",
        ",\"x\":NaN}",
        "",
      })
  void whatIsDoubledMalformedOrUnknownIsRefused(String tail) {
    String json = IDENTITY.formatted("").replaceFirst("}$", "") + tail;

    assertThatThrownBy(() -> readIdentity(json)).isInstanceOf(JacksonException.class);
  }

  @Test
  void doubledKeysInAPayloadAreRefused() {
    assertThatThrownBy(() -> Json.mapper().readTree("{\"a\":{\"b\":1,\"b\":2}}"))
        .isInstanceOf(JacksonException.class);
  }

  @Test
  void numbersOfAPayloadKeepTheirDigits() {
    String json = "{\"odometer\":1234567890.123456789012345678}";

    ObjectNode read = Json.read(json.getBytes(UTF_8), ObjectNode.class);

    assertThat(new String(Json.write(read), UTF_8)).isEqualTo(json);
  }

  @Test
  void aMissingNumberIsNotZero() {
    assertThatThrownBy(() -> Json.mapper().readValue("{\"burst\":null}", ConnectionLimits.class))
        .isInstanceOf(JacksonException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e400", "1e999999999", "-1e999999999", "12345678901"})
  @Timeout(5)
  void numbersBeyondTheirTypeAreRefusedAtOnce(String burst) {
    String json = "{\"requests_per_second\":1,\"burst\":%s,\"max_in_flight\":1}".formatted(burst);

    assertThatThrownBy(() -> Json.mapper().readValue(json, ConnectionLimits.class))
        .isInstanceOf(JacksonException.class);
  }

  @Test
  void limitsThatNobodyCouldKeepAreRefused() {
    assertThatThrownBy(() ->
            Json.mapper()
                .readValue(
                    "{\"requests_per_second\":0,\"burst\":1,\"max_in_flight\":1}",
                    ConnectionLimits.class))
        .isInstanceOf(JacksonException.class)
        .hasMessageContaining("requests_per_second must be a number over 0");
  }

  @Test
  void anUnknownNameIsAnsweredWithTheKnownOnes() {
    assertThatThrownBy(() -> OperationType.of("delete"))
        .hasMessage("'delete' is not one of create, update");
  }

  @Test
  void serdesCarryNullAndRefuseGarbage() {
    try (Serde<ResourceIdentity> serde = JsonSerde.of(ResourceIdentity.class)) {
      ResourceIdentity identity = readIdentity(IDENTITY.formatted(""));

      byte[] bytes = serde.serializer().serialize("topic", identity);

      assertThat(serde.deserializer().deserialize("topic", bytes)).isEqualTo(identity);
      assertThat(serde.serializer().serialize("topic", null)).isNull();
      assertThat(serde.deserializer().deserialize("topic", null)).isNull();
      assertThatThrownBy(() -> serde.deserializer().deserialize("topic", new byte[] {1, 2, -1}))
          .isInstanceOf(SerializationException.class)
          .hasMessageContaining("not a ResourceIdentity");
    }
  }

  @Test
  void secretsStayOutOfLogs() {
    assertThat(new EncryptedSecret("AbCd", 2).toString()).doesNotContain("AbCd");
  }

  private static ResourceIdentity readIdentity(String json) {
    return Json.read(json.getBytes(UTF_8), ResourceIdentity.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"id\":\"hunter2\"} | /id",
        "{\"partner_id\":\"it's \\\"hunter2\\\", isn't it\"} | /partner_id",
        "{\"credentials\":\"hunter2\"} | /credentials",
        "{\"credentials\":{\"version\":\"hunter2\"}} | /credentials/version",
        "hunter2 | Unrecognized token",
        "{\"hunter2\":1,\"hunter2\":2} | Duplicate",
      })
  void complainsOfWhatItCannotReadWithoutTheValues(String json, String told) {
    assertThatThrownBy(() -> Json.read(json.getBytes(UTF_8), Connection.class))
        .isInstanceOfSatisfying(
            JacksonException.class,
            e -> assertThat(Json.complaint(e)).contains(told).doesNotContain("hunter2"));
  }
}
