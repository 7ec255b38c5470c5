package dev.waybill.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.Json;
import dev.waybill.schemas.SchemaFiles;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Every kind of resource comes through to the TSP, in each way that the contract has for it. */
final class ResourcesIT {
  private final SharedWaybill waybill = SharedWaybill.get();
  private final Partner partner = waybill.partner("demo");
  private final UUID connection = UUID.randomUUID();
  private final String fleet = "resources-" + connection;

  @Test
  void everyResourceIsWrittenByItsExampleAndNamesOthersByTheTspsIds() {
    partner.connect(
        connection,
        fleet,
        Map.of("limits", Map.of("requests_per_second", 100, "burst", 100, "max_in_flight", 4)));
    JsonNode user = created("users", "user-create");
    JsonNode vehicle = created("vehicles", "vehicle-create");
    JsonNode trailer = created("trailers", "trailer-create");
    JsonNode workflow = created("workflows", "workflow-create");
    updated("users", "user-update", user);
    updated("vehicles", "vehicle-update", vehicle);
    updated("trailers", "trailer-update", trailer);
    updated("workflows", "workflow-update", workflow);

    String driver = user.get("resource_id").asString();
    ObjectNode message = example("message-create");
    message.put("sender_id", driver).put("recipient_id", driver);
    JsonNode sent = written("POST", "/v2/telematics/messages", message);
    assertThat(sent.at("/payload/source_sender_id")).isEqualTo(user.get("source_id"));

    ObjectNode group = example("group-message-create");
    group.put("sender_id", driver).putArray("recipient_ids").add(driver);
    JsonNode all = written("POST", "/v2/telematics/group-messages", group);
    assertThat(all.at("/payload/source_recipient_ids/0")).isEqualTo(user.get("source_id"));

    ObjectNode inspection = example("dvir-log-create");
    inspection.put("driver_id", driver).set("vehicle_id", vehicle.get("resource_id"));
    inspection.set("trailer_id", trailer.get("resource_id"));
    JsonNode inspected = written("POST", "/v2/telematics/dvir-logs", inspection);
    assertThat(inspected.at("/payload/source_trailer_id")).isEqualTo(trailer.get("source_id"));

    ObjectNode fuel = example("fuel-transaction-create");
    fuel.put("driver_id", driver).set("vehicle_id", vehicle.get("resource_id"));
    JsonNode fuelled = written("POST", "/v2/telematics/fuel-transactions", fuel);
    assertThat(fuelled.at("/payload/source_vehicle_id")).isEqualTo(vehicle.get("source_id"));

    assertThat(waybill.simulator().calls(fleet)).hasSize(12);
    assertThat(waybill.simulator().resources(fleet)).hasSize(8);
  }

  @Test
  void whatNamesAResourceThatIsNotKnownIsNeverSent() {
    partner.connect(connection, fleet, Map.of());
    UUID stranger = UUID.randomUUID();
    UUID asked = partner.createMessage(connection, stranger, "hello");
    JsonNode failed = partner.ended(connection, asked, Duration.ofSeconds(30));
    assertThat(failed.at("/failure/code").asString()).isEqualTo("invalid_request");
    assertThat(failed.at("/failure/message").asString())
        .contains("/payload/sender_id: user " + stranger);
    assertThat(failed.get("payload").has("source_sender_id")).isFalse();

    ObjectNode message = example("message-create");
    for (String how : List.of("is_sync", "dry_run")) {
      HttpResponse<String> answer =
          partner.send("POST", "/v2/telematics/messages?" + how + "=true", message.toString());
      assertThat(answer.statusCode()).as("%s: %s", how, answer.body()).isEqualTo(422);
      assertThat(answer.body()).contains("\"operation_invalid\"", "/sender_id", "/recipient_id");
    }
    assertThat(waybill.simulator().calls(fleet)).isEmpty();
  }

  private JsonNode created(String collection, String schema) {
    return written("POST", "/v2/telematics/" + collection, example(schema));
  }

  private void updated(String collection, String schema, JsonNode created) {
    String path =
        "/v2/telematics/%s/%s".formatted(collection, created.get("resource_id").asString());
    JsonNode updated = written("PATCH", path, example(schema));
    assertThat(updated.get("source_id")).isEqualTo(created.get("source_id"));
  }

  private ObjectNode example(String schema) {
    JsonNode file = Json.mapper().readTree(SchemaFiles.bytes("resources/" + schema));
    return ((ObjectNode) file.at("/examples/0")).put("connection_id", connection.toString());
  }

  private JsonNode written(String method, String path, JsonNode body) {
    HttpResponse<String> answer = partner.send(method, path + "?is_sync=true", body.toString());
    assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
    JsonNode operation = Json.mapper().readTree(answer.body());
    assertThat(operation.get("warnings")).as(operation.toString()).isEmpty();
    return operation;
  }
}
