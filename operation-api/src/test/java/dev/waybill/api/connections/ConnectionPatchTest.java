package dev.waybill.api.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.api.http.RefusedException;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.ConnectionLimits;
import dev.waybill.schemas.ConnectionStatus;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Ordering;
import dev.waybill.schemas.RetryPolicy;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ConnectionPatchTest {
  private static final Connection PRESENT =
      new Connection(
          UUID.randomUUID(),
          UUID.randomUUID(),
          "fleet-7",
          "simulator",
          "a fleet",
          (ObjectNode) Json.mapper().readTree("{\"base_url\":\"http://a\",\"deep\":{\"x\":1}}"),
          null,
          new ConnectionLimits(2, 3, 4),
          RetryPolicy.DEFAULT,
          30_000,
          Ordering.STRICT,
          null,
          ConnectionStatus.PAUSED,
          "paused by its owner",
          7,
          Instant.EPOCH,
          Instant.EPOCH);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                   | /description                 | "a fleet"
          {"description":"new"}                | /description                 | "new"
          {"description":null}                 | /description                 | absent
          {"limits":{"burst":9}}               | /limits/burst                | 9
          {"limits":{"burst":9}}               | /limits/requests_per_second  | 2.0
          {"limits":null}                      | /limits                      | absent
          {"settings":{"deep":{"x":null}}}     | /settings/deep               | {}
          {"settings":{"deep":{"y":2}}}        | /settings/deep               | {"x":1,"y":2}
          {"settings":{"base_url":"http://b"}} | /settings/base_url           | "http://b"
          {"share":{"vehicle":"read"}}         | /share/vehicle               | "read"
          {"credentials":{"api_key":"k"}}      | /credentials                 | {"api_key":"k"}
          {"status":"active"}                  | /status                      | "active"
          """)
  void mergesWhatIsGivenIntoWhatIsThere(String patch, String pointer, String expected) {
    JsonNode found = ConnectionPatch.merge(PRESENT, Json.mapper().readTree(patch)).at(pointer);
    assertThat(found.isMissingNode() ? "absent" : found.toString()).isEqualTo(expected);
  }

  @Test
  void leavesOutWhatIsNotTheOwnersToSet() {
    JsonNode body = ConnectionPatch.merge(PRESENT, Json.mapper().readTree("{}"));
    assertThat(body.propertyNames())
        .containsExactlyInAnyOrder(
            "fleet_ref",
            "source_name",
            "description",
            "settings",
            "limits",
            "retry",
            "call_timeout_ms",
            "ordering");
  }

  @Test
  void doesNotTakeCredentialsAway() {
    JsonNode patch = Json.mapper().readTree("{\"credentials\":null}");
    assertThatThrownBy(() -> ConnectionPatch.merge(PRESENT, patch))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.errors().getFirst().pointer()).isEqualTo("/credentials"));
  }

  @Test
  void leavesWhatIsNoObjectToTheSchema() {
    JsonNode patch = Json.mapper().readTree("[]");
    assertThat(ConnectionPatch.merge(PRESENT, patch)).isSameAs(patch);
  }
}
