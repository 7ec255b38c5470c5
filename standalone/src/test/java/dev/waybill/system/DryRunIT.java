package dev.waybill.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.Json;
import dev.waybill.testing.guarantees.RecordedCall;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What would be sent is shown, and just that is sent by the same write in earnest. */
final class DryRunIT {
  private final SharedWaybill waybill = SharedWaybill.get();
  private final Partner partner = waybill.partner("demo");
  private final ApiDescription description = ApiDescription.read(waybill.process().url());
  private final UUID connection = UUID.randomUUID();
  private final String fleet = "dry-" + connection;

  @Test
  void aDryRunShowsWhatIsThenSentAndSendsAndKeepsNothing() {
    partner.connect(connection, fleet, Map.of());
    String body = "{\"connection_id\":\"%s\",\"vehicle_name\":\"Truck 1\"}".formatted(connection);
    JsonNode dry = write("createVehicle", "/v2/telematics/vehicles?dry_run=true", body, 200);
    JsonNode request = dry.get("translated_request");
    assertThat(dry.get("status").asString()).isEqualTo("pending");
    assertThat(request.at("/headers/Authorization").asString()).isEqualTo("*****");
    assertThat(request.toString()).doesNotContain("key-of-");
    assertThat(waybill.simulator().calls(fleet)).isEmpty();
    assertThat(partner.listed(connection)).isEmpty();

    JsonNode done = write("createVehicle", "/v2/telematics/vehicles?is_sync=true", body, 200);
    RecordedCall sent = waybill.simulator().calls(fleet).getFirst();
    assertThat(request.get("method").asString()).isEqualTo(sent.method());
    assertThat(request.get("url").asString()).endsWith(sent.path());
    assertThat(request.get("body")).isEqualTo(sent.body());

    String vehicle = "/v2/telematics/vehicles/%s?dry_run=true";
    JsonNode update =
        write("updateVehicle", vehicle.formatted(done.get("resource_id").asString()), body, 200);
    assertThat(update.get("source_id")).isEqualTo(done.get("source_id"));
    assertThat(update.at("/translated_request/method").asString()).isEqualTo("PATCH");
    assertThat(write("updateVehicle", vehicle.formatted(UUID.randomUUID()), body, 404).get("code"))
        .isEqualTo(Json.mapper().valueToTree("resource_not_found"));
  }

  private JsonNode write(String operation, String path, String body, int status) {
    ApiDescription.Described described =
        description.operations().stream()
            .filter(one -> one.id().equals(operation))
            .findFirst()
            .orElseThrow();
    ApiAnswer answer =
        ApiCall.of(waybill.process().url(), described.method(), path, partner.token())
            .json(body.getBytes(UTF_8))
            .send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(new AnswerJudge(description).judge(described, answer)).isEmpty();
    return Json.mapper().readTree(answer.body());
  }
}
