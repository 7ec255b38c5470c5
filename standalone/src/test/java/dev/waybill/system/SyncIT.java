package dev.waybill.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.Json;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Synchronous writes: the answer is the end of the operation, in the words of HTTP. */
final class SyncIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String CREATE = "/v2/telematics/vehicles?is_sync=true";

  private final SharedWaybill waybill = SharedWaybill.get();
  private final Partner partner = waybill.partner("demo");
  private final UUID connection = UUID.randomUUID();
  private final String fleet = "sync-" + connection;

  @BeforeEach
  void connect() {
    // One call in ten seconds: what is paced would not come through in the time of a test.
    Map<String, ?> slow =
        Map.of("limits", Map.of("requests_per_second", 0.1, "burst", 1, "max_in_flight", 4));
    partner.connect(connection, fleet, slow);
  }

  @Test
  void theEndIsTheAnswerAndNobodyStandsInFront() {
    for (int i = 0; i < 3; i++) {
      partner.createVehicle(connection, "Waiting " + i);
    }
    HttpResponse<String> answer = create(CREATE, "Truck 1");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode operation = Json.mapper().readTree(answer.body());
    assertThat(operation.get("status").asString()).isEqualTo("success");
    assertThat(operation.get("is_sync").asBoolean()).isTrue();
    assertThat(operation.get("source_id").asString()).isNotEmpty();
    String location = answer.headers().firstValue("location").orElseThrow();
    assertThat(partner.send("GET", location, null).body()).isEqualTo(answer.body());
  }

  @Test
  void aBadEndIsAProblemWithTheOperation() {
    waybill.simulator().configure(fleet, Map.of("reject_resources", List.of("vehicle")));
    assertProblem(create(CREATE, "Truck 1"), 422, "rejected_by_tsp", "failed");
    waybill
        .simulator()
        .configure(
            fleet,
            Map.of(
                "reject_resources",
                List.of(),
                "fail_next",
                Map.of("count", 1, "mode", "status", "status", 503)));
    assertProblem(create(CREATE, "Truck 1"), 502, "tsp_failed", "failed");
    HttpResponse<String> unknown =
        partner.send(
            "PATCH",
            "/v2/telematics/vehicles/" + UUID.randomUUID() + "?is_sync=true",
            vehicle("Truck 2"));
    assertProblem(unknown, 404, "resource_not_found", "failed");
  }

  @Test
  void whatMayHaveHappenedIsToldAsSuch() {
    waybill
        .simulator()
        .configure(
            fleet,
            Map.of("idempotent", false, "fail_next", Map.of("count", 1, "mode", "drop_response")));
    assertProblem(create(CREATE, "Truck 1"), 502, "outcome_unknown", "failed");
  }

  @Test
  void nobodyWaitsOnAConnectionWhoseCredentialsAreRefused() {
    waybill.simulator().configure(fleet, Map.of("unauthorized", true));
    partner.createVehicle(connection, "Truck 1");
    String path = "/v2/integrations/connections/" + connection;
    Awaitility.await("it is suspended")
        .atMost(LIMIT)
        .until(() -> partner.send("GET", path, null).body().contains("\"suspended\""));
    HttpResponse<String> refused = create(CREATE, "Truck 2");
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
    assertThat(refused.body()).contains("connection_suspended");
  }

  @Test
  void whatDoesNotEndInTimeGoesOn() {
    waybill.simulator().configure(fleet, Map.of("latency_ms", 3_000));
    HttpResponse<String> late = create(CREATE + "&wait_s=1", "Truck 1");
    assertProblem(late, 504, "not_ended_in_time", "pending");
    UUID id = UUID.fromString(Json.mapper().readTree(late.body()).at("/operation/id").asString());
    assertThat(partner.ended(connection, id, LIMIT).get("status").asString()).isEqualTo("success");
  }

  @Test
  void nobodyWaitsForWhatCannotBegin() {
    HttpResponse<String> first = create(CREATE, "Truck 1");
    String vehicle = Json.mapper().readTree(first.body()).get("resource_id").asString();
    UUID ahead = partner.renameVehicle(connection, UUID.fromString(vehicle), "Truck 2");
    HttpResponse<String> behind =
        partner.send(
            "PATCH", "/v2/telematics/vehicles/" + vehicle + "?is_sync=true", vehicle("Truck 3"));
    assertProblem(behind, 409, "resource_busy", "failed");
    assertThat(partner.operation(ahead).get("status").asString()).isNotEqualTo("failed");

    String path = "/v2/integrations/connections/" + connection;
    assertThat(partner.send("POST", path + "/pause", null).statusCode()).isEqualTo(200);
    HttpResponse<String> paused = create(CREATE, "Truck 4");
    assertThat(paused.statusCode()).isEqualTo(409);
    assertThat(Json.mapper().readTree(paused.body()).get("code").asString())
        .isEqualTo("connection_paused");
    Awaitility.await("nothing was accepted")
        .atMost(LIMIT)
        .until(() -> partner.listed(connection).size() == 3);
  }

  private HttpResponse<String> create(String path, String name) {
    return partner.send("POST", path, vehicle(name));
  }

  private String vehicle(String name) {
    return Json.mapper()
        .writeValueAsString(Map.of("connection_id", connection, "vehicle_name", name));
  }

  private static void assertProblem(
      HttpResponse<String> answer, int status, String code, String operationStatus) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    JsonNode problem = Json.mapper().readTree(answer.body());
    assertThat(problem.get("code").asString()).isEqualTo(code);
    assertThat(problem.at("/operation/status").asString()).isEqualTo(operationStatus);
  }
}
