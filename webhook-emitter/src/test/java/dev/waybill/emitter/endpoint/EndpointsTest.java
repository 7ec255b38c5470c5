package dev.waybill.emitter.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.emitter.Samples;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.WebhookEndpoint;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class EndpointsTest {
  private final WebhookEndpoint endpoint = Samples.endpoint();
  private final byte[] key = endpoint.id().toString().getBytes(UTF_8);

  @Test
  void readsWhatIsWhole() {
    assertThat(Endpoints.read(key, Json.write(endpoint))).isEqualTo(endpoint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id",
        "partner_id",
        "url",
        "event_names",
        "filters",
        "secrets",
        "ordering",
        "headers",
        "limits",
        "retry_schedule_s",
        "timeout_ms",
        "status",
        "version",
        "created_at"
      })
  void refusesWhatLacksAField(String field) {
    ObjectNode json = Json.mapper().valueToTree(endpoint);
    json.remove(field);
    assertThatThrownBy(() -> Endpoints.read(key, Json.write(json)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "limits|{\"requests_per_second\":0,\"burst\":1,\"max_in_flight\":1}",
        "limits|{\"requests_per_second\":1,\"burst\":0,\"max_in_flight\":1}",
        "limits|{\"requests_per_second\":1,\"burst\":1,\"max_in_flight\":0}",
        "timeout_ms|0",
        "timeout_ms|600001",
        "version|0",
        "event_names|[null]",
        "retry_schedule_s|[1,null]",
        "headers|{\"a\":null}",
        "filters|{}",
        "filters|{\"connection_ids\":[null],\"resources\":[],\"fleet_refs\":[]}",
        "status|\"odd\"",
      })
  void refusesWhatCannotBeWorkedWith(String field, String value) {
    ObjectNode json = Json.mapper().valueToTree(endpoint);
    json.set(field, Json.mapper().readTree(value));
    assertThatThrownBy(() -> Endpoints.read(key, Json.write(json)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesARecordUnderAnothersKey() {
    assertThatThrownBy(
            () -> Endpoints.read(Samples.PARTNER.toString().getBytes(UTF_8), Json.write(endpoint)))
        .hasMessageContaining("key");
    assertThatThrownBy(() -> Endpoints.read(null, Json.write(endpoint)))
        .hasMessageContaining("no key");
  }

  @ParameterizedTest
  @CsvSource({
    "https://Hooks.Example/in?a=1, https://hooks.example:443",
    "HTTPS://hooks.example:8443, https://hooks.example:8443",
    "http://127.0.0.1/x, http://127.0.0.1:80",
    "https://[::1]:9/x, https://[::1]:9",
  })
  void spellsAnOriginInOneWay(String url, String origin) {
    assertThat(Endpoints.origin(URI.create(url))).isEqualTo(origin);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://a/b", "/only/path", "https:///x", "mailto:a@b"})
  void refusesWhatHasNoOrigin(String url) {
    assertThatThrownBy(() -> Endpoints.origin(URI.create(url)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
