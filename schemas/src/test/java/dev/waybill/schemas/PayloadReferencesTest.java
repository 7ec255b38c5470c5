package dev.waybill.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.PayloadReferences.Named;
import dev.waybill.schemas.PayloadReferences.Resolved;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class PayloadReferencesTest {
  private static final UUID KNOWN = UUID.fromString("2a9d6a1e-8f9b-5a74-bb0f-1d5c8f5a7e01");
  private static final UUID UNKNOWN = UUID.fromString("9e4cf1f7-40c4-5d29-8a1b-c63f1f0b5d02");

  private final Map<UUID, String> users = Map.of(KNOWN, "drv_1");

  @Test
  void whatIsKnownGetsATwinAndWhatIsNotIsTold() {
    ObjectNode asked =
        payload("{\"sender_id\":\"%s\",\"recipient_id\":\"%s\"}".formatted(KNOWN, UNKNOWN));
    Resolved resolved = resolve(asked);
    assertThat(resolved.payload().get("source_sender_id").asString()).isEqualTo("drv_1");
    assertThat(resolved.payload().has("source_recipient_id")).isFalse();
    assertThat(resolved.unknown())
        .containsExactly(new Named("/recipient_id", Resource.USER, UNKNOWN));
    assertThat(asked.has("source_sender_id")).as("what was asked").isFalse();
  }

  @Test
  void aListHasATwinOnceAllOfItIsKnown() {
    JsonNode all = resolve(payload("{\"recipient_ids\":[\"%s\"]}".formatted(KNOWN))).payload();
    assertThat(all.at("/source_recipient_ids/0").asString()).isEqualTo("drv_1");
    Resolved some =
        resolve(payload("{\"recipient_ids\":[\"%s\",\"%s\"]}".formatted(KNOWN, UNKNOWN)));
    assertThat(some.payload().has("source_recipient_ids")).isFalse();
    assertThat(some.unknown()).extracting(Named::pointer).containsExactly("/recipient_ids/1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"driver_id\":null}",
        "{\"driver_id\":{}}",
        "{\"driver_id\":\"1-1-1-1-1\"}",
        "{\"recipient_ids\":[]}",
        "{\"recipient_ids\":[7,[]]}",
        "{\"recipient_ids\":[7,\"2a9d6a1e-8f9b-5a74-bb0f-1d5c8f5a7e01\"]}",
        "{\"notes\":\"2a9d6a1e-8f9b-5a74-bb0f-1d5c8f5a7e01\"}",
      })
  void whatNamesNothingStaysAsItIs(String text) {
    assertThat(resolve(payload(text)).payload()).isEqualTo(payload(text));
  }

  private Resolved resolve(ObjectNode payload) {
    return PayloadReferences.resolve(
        payload, named -> named.resource() == Resource.USER ? users.get(named.id()) : null);
  }

  private static ObjectNode payload(String text) {
    return (ObjectNode) Json.mapper().readTree(text);
  }
}
