package dev.waybill.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.Json;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a partner can do about operations that were accepted, and about their connection. */
final class ControlIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final SharedWaybill waybill = SharedWaybill.get();
  private final Partner partner = waybill.partner("demo");
  private final UUID connection = UUID.randomUUID();
  private final String path = "/v2/integrations/connections/" + connection;
  private final String fleet = "control-" + connection;

  @BeforeEach
  void connect() {
    // One call at a time: of two at once nobody can say which comes first.
    partner.connect(
        connection,
        fleet,
        Map.of("retry", Map.of("max_attempts", 1), "limits", Map.of("max_in_flight", 1)));
  }

  @Test
  void whatWaitsOnAPausedConnectionCanBeCancelledAndBroughtForward() {
    assertThat(ok(200, "POST", path + "/pause", null).get("status").asString()).isEqualTo("paused");
    UUID first = partner.createVehicle(connection, "Truck 1");
    UUID second = partner.createVehicle(connection, "Truck 2");
    UUID third = partner.createVehicle(connection, "Truck 3");
    Awaitility.await("the queue is told of")
        .atMost(LIMIT)
        .until(() -> queue().get("depth").asLong() == 3);
    assertThat(queue().get("reason").asString()).isEqualTo("paused");
    assertThat(queue().get("oldest_age_ms").asLong()).isPositive();

    ok(202, "POST", "/v2/resource-operations/" + second + "/cancel", null);
    ok(202, "POST", path + "/resource-operations/" + third + "/expedite", null);
    JsonNode cancelled = partner.ended(connection, second, LIMIT);
    assertThat(cancelled.at("/failure/code").asString()).isEqualTo("cancelled");
    refused(409, "operation_ended", "POST", "/v2/resource-operations/" + second + "/cancel");
    refused(409, "operation_not_failed", "POST", "/v2/resource-operations/" + first + "/retry");
    assertThat(waybill.simulator().calls(fleet)).isEmpty();

    assertThat(ok(200, "POST", path + "/resume", null).get("status").asString())
        .isEqualTo("active");
    for (UUID waiting : List.of(first, third)) {
      assertThat(partner.ended(connection, waiting, LIMIT).get("status").asString())
          .isEqualTo("success");
    }
    assertThat(waybill.simulator().calls(fleet))
        .extracting(call -> String.valueOf(call.idempotencyKey()))
        .containsExactly(third.toString(), first.toString());
  }

  @Test
  void priorityAndDeadlineDecideWhatIsDoneFirstAndWhatNotAtAll() {
    ok(200, "POST", path + "/pause", null);
    UUID low = create("Waybill-Priority", "low");
    UUID normal = create("Waybill-Priority", "normal");
    String soon = InstantSource.system().instant().plusSeconds(3).toString();
    UUID late = create("Waybill-Expires-At", soon);
    UUID high = create("Waybill-Priority", "high");
    String read = "/v2/resource-operations/" + high;
    assertThat(ok(200, "GET", read + "?wait_s=0", null).get("status").asString())
        .isEqualTo("pending");
    JsonNode expired = partner.ended(connection, late, LIMIT);
    assertThat(expired.at("/failure/code").asString()).isEqualTo("expired");

    ok(200, "POST", path + "/resume", null);
    for (UUID id : List.of(low, normal, high)) {
      assertThat(
              ok(200, "GET", "/v2/resource-operations/" + id + "?wait_s=60", null)
                  .get("status")
                  .asString())
          .isEqualTo("success");
    }
    assertThat(waybill.simulator().calls(fleet))
        .extracting(call -> String.valueOf(call.idempotencyKey()))
        .containsExactly(high.toString(), normal.toString(), low.toString());
  }

  private UUID create(String header, String value) {
    ApiAnswer answer =
        ApiCall.of(waybill.process().url(), "POST", "/v2/telematics/vehicles", partner.token())
            .json(Json.write(Map.of("connection_id", connection, "vehicle_name", "Truck")))
            .with(header, value)
            .send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    return UUID.fromString(Json.mapper().readTree(answer.body()).get("id").asString());
  }

  @Test
  void eachWriteIsALineOfTheAuditTrail() {
    HttpResponse<String> answer = partner.send("POST", path + "/pause", null);
    String request = answer.headers().firstValue("x-request-id").orElseThrow();
    assertThat(waybill.process().awaitLine("request_id=" + request, LIMIT))
        .contains("partner_id=" + partner.id() + " ")
        .contains("method=POST path=" + path + "/pause status=200");
  }

  @Test
  void aFailedOperationRunsAgainOnce() {
    waybill.simulator().configure(fleet, Map.of("reject_resources", List.of("vehicle")));
    UUID id = partner.createVehicle(connection, "Truck 1");
    assertThat(partner.ended(connection, id, LIMIT).at("/failure/code").asString())
        .isEqualTo("rejected");
    waybill.simulator().configure(fleet, Map.of("reject_resources", List.of()));
    String retry = "/v2/resource-operations/" + id + "/retry";
    assertThat(ok(202, "POST", retry, null).get("run").asInt()).isEqualTo(2);
    assertThat(ok(200, "GET", "/v2/resource-operations/" + id + "?wait_s=20", null).get("status"))
        .as("the end of the new run")
        .isEqualTo(Json.mapper().valueToTree("success"));
    HttpResponse<String> again = partner.send("POST", retry, null);
    assertThat(again.statusCode()).as(again.body()).isEqualTo(409);
    assertThat(partner.operation(id).get("run").asInt()).isEqualTo(2);
    assertThat(waybill.simulator().calls(fleet)).hasSize(2);
    assertThat(waybill.partner("other").send("POST", retry, null).statusCode()).isEqualTo(404);
  }

  @Test
  void aConnectionWhoseCredentialsAreRefusedShowsItAndIsResumed() {
    waybill.simulator().configure(fleet, Map.of("unauthorized", true));
    UUID id = partner.createVehicle(connection, "Truck 1");
    Awaitility.await("it is suspended")
        .atMost(LIMIT)
        .until(() -> ok(200, "GET", path, null).get("status").asString().equals("suspended"));
    assertThat(ok(200, "GET", path, null).get("status_reason").asString()).contains("credentials");
    assertThat(queue().get("reason").asString()).isEqualTo("suspended");
    UUID cancelled = partner.createVehicle(connection, "Truck 2");
    ok(202, "POST", "/v2/resource-operations/" + cancelled + "/cancel", null);
    ok(202, "POST", "/v2/resource-operations/" + id + "/cancel", null);
    Awaitility.await("nothing waits").atMost(LIMIT).until(() -> queue().get("depth").asInt() == 0);
    assertThat(ok(200, "GET", path, null).get("status").asString()).isEqualTo("suspended");
    waybill.simulator().configure(fleet, Map.of("unauthorized", false));

    ok(200, "POST", path + "/resume", null);
    UUID next = partner.createVehicle(connection, "Truck 3");
    assertThat(partner.ended(connection, next, LIMIT).get("status").asString())
        .isEqualTo("success");
    assertThat(ok(200, "GET", path, null).get("status").asString()).isEqualTo("active");
  }

  @Test
  void aConnectionIsChangedInPartAndDeleted() {
    JsonNode changed =
        ok(200, "PATCH", path, "{\"limits\":{\"burst\":3},\"description\":\"slow\"}");
    assertThat(changed.at("/limits/burst").asInt()).isEqualTo(3);
    assertThat(changed.at("/retry/max_attempts").asInt()).isEqualTo(1);
    assertThat(changed.get("credentials").asString()).isEqualTo("*****");
    assertThat(partner.send("PATCH", path, "{\"limits\":{\"burst\":0}}").statusCode())
        .isEqualTo(422);
    ok(200, "POST", path + "/pause", null);
    UUID waiting = partner.createVehicle(connection, "Truck 1");

    assertThat(partner.send("DELETE", path, null).statusCode()).isEqualTo(204);
    assertThat(partner.send("DELETE", path, null).statusCode()).isEqualTo(204);
    assertThat(partner.ended(connection, waiting, LIMIT).at("/failure/code").asString())
        .isEqualTo("connection_deleted");
    refused(409, "connection_deleted", "POST", path + "/resume");
    refused(409, "connection_deleted", "POST", "/v2/resource-operations/" + waiting + "/retry");
    assertThat(waybill.simulator().calls(fleet)).isEmpty();
  }

  private JsonNode queue() {
    return ok(200, "GET", path + "/queue", null);
  }

  private JsonNode ok(int status, String method, String where, @Nullable String body) {
    HttpResponse<String> answer = partner.send(method, where, body);
    assertThat(answer.statusCode()).as("%s %s: %s", method, where, answer.body()).isEqualTo(status);
    return Json.mapper().readTree(answer.body());
  }

  private void refused(int status, String code, String method, String where) {
    assertThat(ok(status, method, where, null).get("code").asString()).isEqualTo(code);
  }
}
