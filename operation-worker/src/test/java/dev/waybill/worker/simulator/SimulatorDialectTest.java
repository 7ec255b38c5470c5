package dev.waybill.worker.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.schemas.Json;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Problem.FieldError;
import dev.waybill.schemas.Resource;
import dev.waybill.tsp.AdapterEnvironment;
import dev.waybill.tsp.AdapterRequest;
import dev.waybill.tsp.AddressResolver;
import dev.waybill.tsp.ConnectionAccess;
import dev.waybill.tsp.Credentials;
import dev.waybill.tsp.TranslatedRequest;
import dev.waybill.tsp.Translation;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class SimulatorDialectTest {
  private static final UUID CONNECTION = UUID.fromString("0193500a-0000-7000-8000-000000000001");
  private final SimulatorDialect dialect = new SimulatorDialect("http://tsp.example:8090/base/");

  @Test
  void sendsTheTspsIdsInThePlaceOfOurs() {
    Translation.Translated translated =
        translated(
            Resource.GROUP_MESSAGE,
            """
            {"connection_id": "c", "sender_id": "u1", "source_sender_id": "s1",
             "recipient_ids": ["u2"], "source_recipient_ids": ["s2"], "message_text": "Hi",
             "colour": "red"}\
            """);
    TranslatedRequest request = translated.request();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.url())
        .hasToString("http://tsp.example:8090/base/fleets/fl%2Feet%201/group_message");
    assertThat(request.headers())
        .containsEntry("Idempotency-Key", "key")
        .containsEntry("Authorization", "Bearer secret");
    assertThat(request.masked().headers()).containsEntry("Authorization", Credentials.MASK);
    assertThat(String.valueOf(request.body()))
        .isEqualTo(
            "{\"attributes\":{\"senderRef\":\"s1\",\"recipientRefs\":[\"s2\"],"
                + "\"messageText\":\"Hi\"}}");
    assertThat(translated.warnings())
        .containsExactly("The simulator does not take colour; it is left out.");
  }

  @Test
  void renamesInsideOfListsAndObjectsToo() {
    assertThat(
            String.valueOf(
                translated(
                        Resource.WORKFLOW,
                        "{\"source_driver_id\":\"d\",\"stops\":[{\"source_stop_id\":\"x\"}]}")
                    .request()
                    .body()))
        .isEqualTo("{\"attributes\":{\"driverRef\":\"d\",\"stops\":[{\"stopRef\":\"x\"}]}}");
  }

  @Test
  void refusesAReferenceWhoseTwinIsNotKnown() {
    Translation translation =
        dialect.translate(
            request(Resource.MESSAGE, "{\"sender_id\":\"u1\",\"recipient_id\":null}"));
    assertThat(translation)
        .isEqualTo(
            new Translation.Untranslatable(
                List.of(
                    new FieldError(
                        "/sender_id", "unresolved_reference", "the TSP's id is not known"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ftp://x", "http://", "http://user:pass@x", "http://x?q=1", "x", "http://a b", ""})
  void refusesWhatIsNoBaseUrl(String baseUrl) {
    AdapterEnvironment environment =
        new AdapterEnvironment(
            Map.of("base_url", baseUrl), AddressResolver.Resolution.Unresolved::new, "test");
    assertThatThrownBy(() -> new SimulatorAdapterProvider().open(environment))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("base_url must be");
  }

  private Translation.Translated translated(Resource resource, String payload) {
    Translation translation = dialect.translate(request(resource, payload));
    assertThat(translation).isInstanceOf(Translation.Translated.class);
    return (Translation.Translated) translation;
  }

  private static AdapterRequest request(Resource resource, String payload) {
    ConnectionAccess connection =
        new ConnectionAccess(
            CONNECTION,
            "fl/eet 1",
            Json.mapper().createObjectNode(),
            Credentials.of(Map.of("api_key", "secret")));
    return new AdapterRequest(
        connection,
        resource,
        OperationType.CREATE,
        (ObjectNode) Json.mapper().readTree(payload),
        null,
        "key");
  }
}
