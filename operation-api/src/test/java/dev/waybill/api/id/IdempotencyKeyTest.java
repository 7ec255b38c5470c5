package dev.waybill.api.id;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.Json;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyTest {
  private static final UUID PARTNER = UUID.randomUUID();
  private static final UUID CONNECTION = UUID.randomUUID();

  @Test
  void givesTheSameIdForTheSameNameOnly() {
    UUID id = key("order-1").id(PARTNER, CONNECTION, 7);
    assertThat(id.version()).isEqualTo(8);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(OperationIds.partition(id, 12)).hasValue(7);
    assertThat(key("order-1").id(PARTNER, CONNECTION, 7)).isEqualTo(id);
    assertThat(key("order-2").id(PARTNER, CONNECTION, 7)).isNotEqualTo(id);
    assertThat(key("order-1").id(CONNECTION, CONNECTION, 7)).isNotEqualTo(id);
    assertThat(key("order-1").id(PARTNER, PARTNER, 7)).isNotEqualTo(id);
  }

  @Test
  void tellsRequestsApartByWhatTheyAskForAndNotByHowTheyAreWritten() {
    String print = fingerprint("POST", "/a", "{\"x\":1,\"y\":{\"b\":2,\"a\":[1,2]}}");
    assertThat(fingerprint("POST", "/a", "{ \"y\":{\"a\":[1,2],\"b\":2}, \"x\":1 }"))
        .isEqualTo(print);
    assertThat(fingerprint("POST", "/a", "{\"x\":1,\"y\":{\"b\":2,\"a\":[2,1]}}"))
        .isNotEqualTo(print);
    assertThat(fingerprint("POST", "/b", "{\"x\":1,\"y\":{\"b\":2,\"a\":[1,2]}}"))
        .isNotEqualTo(print);
    assertThat(fingerprint("PATCH", "/a", "{\"x\":1,\"y\":{\"b\":2,\"a\":[1,2]}}"))
        .isNotEqualTo(print);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "\u00e4", "tab\t", "\u007f"})
  void refusesWhatIsNotVisible(String header) {
    assertThat(IdempotencyKey.of(header)).isEmpty();
  }

  @Test
  void hasAtMost255Characters() {
    assertThat(key("k".repeat(255)).text()).hasSize(255);
    assertThat(IdempotencyKey.of("k".repeat(256))).isEmpty();
  }

  private static IdempotencyKey key(String text) {
    return IdempotencyKey.of(text).orElseThrow();
  }

  private static String fingerprint(String method, String path, String body) {
    return IdempotencyKey.fingerprint(method, path, Json.mapper().readTree(body));
  }
}
