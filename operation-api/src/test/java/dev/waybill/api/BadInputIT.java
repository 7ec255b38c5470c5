package dev.waybill.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.api.ApiClient.Answer;
import dev.waybill.api.http.Call;
import dev.waybill.runtime.http.HttpServer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What the API refuses, and how clearly, over HTTP on a real broker. */
class BadInputIT extends ApiCase {
  @Test
  void refusesBadBodiesEachWithAClearProblem() {
    UUID connection = api.connection(demo, "");
    String path = "/v2/telematics/vehicles";
    assertProblem(api.call("POST", demo, path, "{\"a\":"), 400, "malformed_json");
    assertProblem(api.call("POST", demo, path, ""), 400, "malformed_json");
    assertProblem(api.call("POST", demo, path, "[]"), 422, "invalid_body");
    Answer many =
        api.call(
            "POST",
            demo,
            path,
            "{\"model_year\":\"new\",\"wheels\":4,\"license_plate_country\":\"x\"}");
    assertProblem(many, 422, "invalid_body");
    assertThat(many.pointers())
        .containsExactlyInAnyOrder(
            "/connection_id", "/model_year", "/wheels", "/license_plate_country");
    assertProblem(
        api.call("POST", demo, path, vehicle(UUID.randomUUID(), "x")), 404, "connection_not_found");
    assertProblem(
        api.call("POST", other, path, vehicle(connection, "x")), 404, "connection_not_found");
    String large = vehicle(connection, "x".repeat(256 * 1024));
    assertProblem(api.call("POST", demo, path, large), 413, "body_too_large");
    assertProblem(
        api.send(
            HttpRequest.newBuilder(api.uri(path))
                .header("Authorization", "Bearer " + demo)
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{}"))),
        415,
        "unsupported_media_type");
  }

  @Test
  void stopsReadingABodyThatIsTooLargeAndUnannounced() {
    byte[] endless = new byte[2 * 1024 * 1024];
    Arrays.fill(endless, (byte) ' ');
    Answer answer =
        api.send(
            HttpRequest.newBuilder(api.uri("/v2/telematics/vehicles"))
                .header("Authorization", "Bearer " + demo)
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(endless))));
    assertProblem(answer, 413, "body_too_large");
  }

  @Test
  void refusesBodiesThatAreSmallToSendAndLargeToKeep() {
    String deep = "[".repeat(70) + "]".repeat(70);
    String wide = "[" + "[],".repeat(30_000) + "1]";
    String widest = "{\"operations\":[" + "[],".repeat(1_000_000) + "1]}";
    assertProblem(api.call("POST", demo, "/v2/telematics/vehicles", deep), 400, "malformed_json");
    assertProblem(api.call("POST", demo, "/v2/telematics/vehicles", wide), 400, "malformed_json");
    assertProblem(api.call("POST", demo, "/v2/telematics/batch", widest), 400, "malformed_json");
  }

  @Test
  void cutsOffWhoSendsABodyAByteAtATimeWhileOthersGoOn() {
    UUID connection = api.connection(demo, "");
    String batch =
        "{\"operations\":[{\"resource\":\"vehicle\",\"operation_type\":\"create\",\"payload\":%s}]}"
            .formatted(vehicle(connection, "x"));
    List<Dripping> slow = new ArrayList<>();
    try {
      for (int i = 0; i < ApiUnderTest.BATCHES; i++) {
        slow.add(new Dripping(api.uri("/v2/telematics/batch"), other));
      }
      assertProblem(
          api.call("POST", other, "/v2/telematics/batch", batch), 429, "too_many_batches");
      assertThat(api.call("POST", demo, "/v2/telematics/batch", batch).status()).isEqualTo(200);
      long begun = System.nanoTime();
      assertThat(slow.getFirst().drip())
          .startsWith("HTTP/1.1 408 ")
          .containsIgnoringCase("Connection: close")
          .contains("\"code\":\"request_timeout\"");
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(8));
    } finally {
      slow.forEach(Dripping::close);
    }
    Awaitility.await("places are free again")
        .atMost(PATIENCE)
        .until(() -> api.call("POST", other, "/v2/telematics/batch", batch).status() == 200);
  }

  @Test
  void cutsOffWhoSendsNothingMoreAndKeepsTheConnectionOpen() {
    List<Dripping> silent = new ArrayList<>();
    try {
      for (int i = 0; i < ApiUnderTest.BATCHES; i++) {
        silent.add(new Dripping(api.uri("/v2/telematics/batch"), other));
      }
      assertThat(emptyBatch().status()).isEqualTo(429);
      Awaitility.await("a place is free again")
          .atMost(ApiUnderTest.BODY_PATIENCE.plusSeconds(1))
          .until(() -> emptyBatch().status() == 422);
    } finally {
      silent.forEach(Dripping::close);
    }
  }

  private Answer emptyBatch() {
    return api.call("POST", other, "/v2/telematics/batch", "{\"operations\":[]}");
  }

  @Test
  void refusesAChunkThatIsTooLargeBeforeItComes() throws IOException {
    assertThat(HttpServer.LARGEST_BODY).isGreaterThan(Call.BATCH_LIMIT);
    for (String path : List.of("/v2/telematics/batch", "/v2/telematics/vehicles")) {
      assertThat(chunk(path, "7fffffff"))
          .startsWith("HTTP/1.1 413 ")
          .contains("\"code\":\"body_too_large\"");
      assertThat(chunk(path, "nonsense"))
          .startsWith("HTTP/1.1 400 ")
          .contains("\"code\":\"bad_request\"");
    }
  }

  /** The answer to a chunk of which only the length is sent. */
  private String chunk(String path, String length) throws IOException {
    URI uri = api.uri(path);
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket
          .getOutputStream()
          .write(
              """
              POST %s HTTP/1.1
              Host: %s
              Authorization: Bearer %s
              Content-Type: application/json
              Transfer-Encoding: chunked

              %s
              """
                  .formatted(path, uri.getHost(), demo, length)
                  .replace("\n", "\r\n")
                  .getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @Test
  void refusesAHeadThatIsTooLarge() {
    Answer answer = api.call("GET", demo, OPERATIONS, null, "X-Long", "x".repeat(20_000));
    assertProblem(answer, 400, "bad_request");
  }

  @Test
  void refusesWhoIsNotAllowed() {
    String path = "/v2/telematics/vehicles";
    Answer nobody = api.call("POST", null, path, "{}");
    assertProblem(nobody, 401, "unauthenticated");
    assertThat(nobody.header("WWW-Authenticate")).startsWith("Bearer");
    assertProblem(api.call("POST", "nonsense", path, "{}"), 401, "unauthenticated");
    String reader = api.token("demo", "&scope=connection:read");
    Answer forbidden = api.call("POST", reader, path, "{}");
    assertProblem(forbidden, 403, "insufficient_scope");
    assertThat(forbidden.header("WWW-Authenticate")).contains("scope=\"telematics:write\"");
    UUID shared = api.connection(demo, ",\"share\":{\"vehicle\":\"read\"}");
    assertProblem(api.call("POST", demo, path, vehicle(shared, "x")), 403, "read_only_share");
  }

  @Test
  void answersProblemsForPathsMethodsAndQueriesItDoesNotKnow() {
    assertProblem(api.get(demo, "/v2/nothing"), 404, "not_found");
    Answer wrong = api.call("DELETE", demo, "/v2/telematics/vehicles", null);
    assertProblem(wrong, 405, "method_not_allowed");
    assertThat(wrong.header("Allow")).isEqualTo("POST");
    assertProblem(api.call("POST", demo, OPERATIONS, "{}"), 405, "method_not_allowed");
    assertProblem(api.get(demo, OPERATIONS + "?colour=red"), 400, "invalid_query");
    assertProblem(api.get(demo, OPERATIONS + "?size=0"), 400, "invalid_query");
    assertProblem(api.get(demo, OPERATIONS + "?source_id=1"), 400, "invalid_query");
    assertProblem(api.get(demo, OPERATIONS + "?cursor=abc"), 400, "invalid_cursor");
    assertProblem(
        api.call("POST", demo, "/v2/telematics/vehicles?dry_run=true&is_sync=true", "{}"),
        400,
        "invalid_query");
    assertProblem(
        api.call("POST", demo, "/v2/telematics/vehicles?wait_s=3", "{}"), 400, "invalid_query");
    assertProblem(
        api.call("POST", demo, "/v2/telematics/vehicles?is_sync=true&wait_s=61", "{}"),
        400,
        "invalid_query");
    assertProblem(
        api.call("POST", demo, "/v2/telematics/vehicles", "{}", "Waybill-Priority", "urgent"),
        400,
        "invalid_header");
    for (String late : new String[] {"2020-01-01T00:00:00Z", "+10000-01-01T00:00:00Z", "soon"}) {
      assertProblem(
          api.call(
              "POST",
              demo,
              "/v2/telematics/vehicles",
              vehicle(UUID.randomUUID(), "x"),
              "Waybill-Expires-At",
              late),
          400,
          "invalid_header");
    }
    String operation = "/v2/resource-operations/" + UUID.randomUUID();
    assertProblem(api.get(demo, operation + "?wait_s=61"), 400, "invalid_query");
    assertProblem(api.get(demo, operation + "?wait_s=0"), 404, "operation_not_found");
    assertProblem(
        api.call("POST", demo, "/v2/telematics/batch?dry_run=true", "{}"), 400, "invalid_query");
    String body = vehicle(UUID.randomUUID(), "x");
    assertProblem(
        api.call(
            "POST",
            demo,
            "/v2/telematics/vehicles",
            body,
            "Idempotency-Key",
            "one",
            "Idempotency-Key",
            "two"),
        400,
        "invalid_header");
    String nobodys = api.token("other");
    for (String list : new String[] {CONNECTIONS.replaceAll("/$", ""), WEBHOOKS}) {
      assertProblem(api.get(nobodys, list + "?status=nonsense"), 400, "invalid_query");
    }
    assertThat(api.get(demo, "/problems").status()).isEqualTo(200);
    assertThat(api.get(demo, "/schemas/resources/vehicle-create.schema.json").status())
        .isEqualTo(200);
  }

  @Test
  void servesHealthAndMeters() {
    assertThat(api.get(demo, "/health/ready").status()).isEqualTo(200);
    api.get(demo, OPERATIONS);
    assertThat(api.get(demo, "/metrics").body())
        .contains("waybill_api_requests_total{")
        .contains("route=\"" + OPERATIONS + "\"");
  }
}
