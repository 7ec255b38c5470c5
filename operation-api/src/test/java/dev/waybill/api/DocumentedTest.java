package dev.waybill.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.api.http.Endpoint;
import dev.waybill.api.http.ProblemCode;
import dev.waybill.runtime.config.Settings;
import dev.waybill.runtime.health.HealthRegistry;
import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.runtime.secrets.SecretKeys;
import dev.waybill.schemas.ApiDocuments;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.TopicPlan;
import dev.waybill.schemas.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;

/** {@code openapi.yaml} and the table of endpoints name the same. */
class DocumentedTest {
  private static final JsonNode DOCUMENT =
      Json.mapper()
          .valueToTree(
              new Load(LoadSettings.builder().build())
                  .loadFromString(new String(ApiDocuments.openApi(), UTF_8)));

  @Test
  void everyEndpointIsDocumentedWithTheScopeThatItNeeds(@TempDir Path folder) {
    Map<String, String> served = new TreeMap<>();
    try (ApiService api = unconnected(folder)) {
      for (Endpoint endpoint : api.table()) {
        served.put(
            endpoint.method() + " " + endpoint.path(),
            endpoint.scope() == null ? "" : endpoint.scope().wireName());
      }
    }
    Map<String, String> documented = new TreeMap<>();
    DOCUMENT
        .get("paths")
        .forEachEntry((path, item) ->
            item.forEachEntry((method, operation) -> {
              // Health and metrics are every service's, not the API's.
              if (!method.equals("parameters")
                  && !operation.at("/tags/0").asString().equals("operators")) {
                documented.put(
                    method.toUpperCase(Locale.ROOT) + " " + path,
                    operation.at("/security/0/token/0").asString(""));
              }
            }));
    assertThat(documented).isEqualTo(served);
  }

  @Test
  void everyCodeIsDocumented() {
    List<String> documented =
        DOCUMENT
            .at("/components/schemas/ProblemCode/enum")
            .valueStream()
            .map(JsonNode::asString)
            .toList();
    assertThat(documented)
        .containsExactlyElementsOf(
            Arrays.stream(ProblemCode.values()).map(ProblemCode::wireName).toList());
  }

  /** The API with a Kafka that is not there; it is asked for nothing. */
  private static ApiService unconnected(Path folder) {
    SecretKeys.createIfMissing(folder);
    return new ApiService(
        new ApiContext(
            Settings.load(Map.of(), null, ApiSettings.all()),
            new TopicPlan(Topics.unprefixed(), 1, (short) 1),
            new KafkaClients(Map.of("bootstrap.servers", "127.0.0.1:1")),
            SecretKeys.sealer(folder.resolve(SecretKeys.PUBLIC_FILE)),
            new SimpleMeterRegistry(),
            new HealthRegistry(),
            () -> Instant.EPOCH,
            new SecureRandom(),
            "127.0.0.1",
            folder.resolve("api")));
  }
}
