package dev.waybill.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.Json;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Bad requests at the API: the exact status and code, a problem that says what to do. */
final class BadRequestsIT {
  private static final String VEHICLES = "/v2/telematics/vehicles";

  private final SharedWaybill waybill = SharedWaybill.get();
  private final Partner partner = waybill.partner("demo");
  private final UUID connection = UUID.randomUUID();

  @BeforeEach
  void connect() {
    partner.connect(connection, "bad-requests-" + connection, Map.of());
  }

  @Test
  void malformedJsonIs400() {
    for (String body :
        new String[] {
          "{\"connection_id\":", "", "{} {}", "{\"a\":1,\"a\":2}", "\u0000", "{'a':1}"
        }) {
      assertProblem(partner.send("POST", VEHICLES, body), 400, "malformed_json");
    }
  }

  @Test
  void unknownFieldsWrongTypesAndMissingOnesAre422WithAPointer() {
    assertFieldError("{\"connection_id\":\"%s\",\"vehicle_nam\":\"x\"}", "vehicle_nam");
    assertFieldError("{\"connection_id\":\"%s\",\"model_year\":\"2026\"}", "model_year");
    assertFieldError("{\"connection_id\":\"%s\",\"model_year\":1e400}", "model_year");
    assertFieldError("{\"connection_id\":\"%s\",\"vehicle_name\":{}}", "vehicle_name");
    assertFieldError("{\"vehicle_name\":\"Truck 1\"}", "connection_id");
    assertFieldError("{\"connection_id\":7}", "connection_id");
    assertFieldError("{\"connection_id\":\"not-a-uuid\"}", "connection_id");
    assertProblem(partner.send("POST", VEHICLES, "[]"), 422, "invalid_body");
    assertProblem(partner.send("POST", VEHICLES, "null"), 422, "invalid_body");
  }

  @Test
  void connectionsUnknownOrOfAnotherPartnerAre404AndNotToldApart() {
    Partner other = waybill.partner("other");
    JsonNode unknown =
        assertProblem(
            partner.send("POST", VEHICLES, vehicle(UUID.randomUUID())),
            404,
            "connection_not_found");
    JsonNode foreign =
        assertProblem(
            other.send("POST", VEHICLES, vehicle(connection)), 404, "connection_not_found");
    assertThat(foreign.get("title")).isEqualTo(unknown.get("title"));
    assertThat(foreign.get("type")).isEqualTo(unknown.get("type"));
    assertThat(foreign.get("detail").asString().replace(connection.toString(), "ID"))
        .isEqualTo(unknown.get("detail").asString().replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "ID"));

    UUID operation = partner.createVehicle(connection, "Truck 1");
    assertProblem(
        other.send("GET", "/v2/resource-operations/" + operation, null),
        404,
        "operation_not_found");
    assertThat(other.listed(connection)).isEmpty();
    assertThat(
            other
                .send(
                    "PUT",
                    "/v2/integrations/connections/" + connection,
                    "{\"fleet_ref\":\"f\",\"source_name\":\"simulator\",\"credentials\":{\"api_key\":\"k\"}}")
                .statusCode())
        .isEqualTo(404);
  }

  @Test
  void noTokenAWrongOneAndAnExpiredOneAre401() {
    Instant now = Instant.now();
    IssuerKey key = IssuerKey.in(waybill.data());
    String good = key.sign(partner.token(), now.plus(Duration.ofMinutes(5)));
    assertThat(post(good).statusCode()).as("the key of the test is the issuer's").isEqualTo(202);

    assertUnauthenticated(post(null));
    assertUnauthenticated(post("not.a.token"));
    assertUnauthenticated(post(key.sign(partner.token(), now.minus(Duration.ofMinutes(10)))));
    assertUnauthenticated(post(IssuerKey.altered(partner.token(), now.plus(Duration.ofDays(1)))));
    assertUnauthenticated(post(IssuerKey.unsigned(partner.token())));
  }

  @Test
  void aBodyOverTheLimitIs413AndOneUnderItIsRead() {
    String filler = "x".repeat(256 * 1024);
    assertProblem(
        partner.send("POST", VEHICLES, "{\"vehicle_name\":\"" + filler + "\"}"),
        413,
        "body_too_large");
    String fits = filler.substring(0, 250 * 1024);
    assertProblem(
        partner.send("POST", VEHICLES, "{\"vehicle_nam\":\"" + fits + "\"}"), 422, "invalid_body");
  }

  @Test
  void wrongMethodTypePathAndQueryHaveTheirOwnAnswers() {
    assertProblem(partner.send("DELETE", VEHICLES, null), 405, "method_not_allowed");
    assertProblem(
        partner.sendAs(partner.token(), "POST", VEHICLES, vehicle(connection), "text/plain"),
        415,
        "unsupported_media_type");
    assertProblem(partner.send("GET", "/v2/telematics/submarines", null), 404, "not_found");
    assertProblem(
        partner.send("GET", "/v2/integrations/connections/resource-operations?size=0", null),
        400,
        "invalid_query");
    assertProblem(
        partner.send("GET", "/v2/integrations/connections/resource-operations?colour=red", null),
        400,
        "invalid_query");
  }

  private HttpResponse<String> post(String token) {
    return partner.sendAs(token, "POST", VEHICLES, vehicle(connection), "application/json");
  }

  private static String vehicle(UUID connection) {
    return "{\"connection_id\":\"" + connection + "\",\"vehicle_name\":\"Truck 1\"}";
  }

  private static void assertUnauthenticated(HttpResponse<String> answer) {
    assertProblem(answer, 401, "unauthenticated");
    assertThat(answer.headers().firstValue("www-authenticate").orElse("")).startsWith("Bearer");
  }

  private void assertFieldError(String body, String field) {
    JsonNode problem =
        assertProblem(
            partner.send("POST", VEHICLES, body.formatted(connection)), 422, "invalid_body");
    assertThat(StreamSupport.stream(problem.get("errors").spliterator(), false))
        .as(problem.toString())
        .anyMatch(error ->
            error.get("pointer").asString().equals("/" + field)
                && !error.get("code").asString().isEmpty()
                && !error.get("message").asString().isEmpty());
  }

  private static JsonNode assertProblem(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type").orElse(""))
        .startsWith("application/problem+json");
    JsonNode problem = Json.mapper().readTree(answer.body());
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("code").asString()).isEqualTo(code);
    for (String field : new String[] {"type", "title", "detail", "request_id"}) {
      assertThat(problem.get(field).asString()).as(field).isNotBlank();
    }
    return problem;
  }
}
