package dev.waybill.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A partner at the REST API, with nothing but HTTP. Safe for use by many threads. */
final class Partner {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final String url;
  private final String token;

  private Partner(String url, String token) {
    this.url = url;
    this.token = token;
  }

  /** Gets a token for one of the development clients. */
  static Partner signIn(String url, String clientId) {
    String form =
        "grant_type=client_credentials&client_id=%s&client_secret=%s".formatted(clientId, clientId);
    HttpResponse<String> answer =
        exchange(
            HttpRequest.newBuilder(URI.create(url + "/oauth/token"))
                .timeout(LIMIT)
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build());
    return new Partner(url, accepted(answer).get("access_token").asString());
  }

  /** The same partner with another token; null sends none. */
  HttpResponse<String> sendAs(
      @Nullable String otherToken,
      String method,
      String path,
      @Nullable String body,
      String contentType) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(LIMIT)
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (body != null) {
      request.header("content-type", contentType);
    }
    if (otherToken != null) {
      request.header("authorization", "Bearer " + otherToken);
    }
    return exchange(request.build());
  }

  /** Sends whatever the test wants to see refused, or not. */
  HttpResponse<String> send(String method, String path, @Nullable String body) {
    return sendAs(token, method, path, body, "application/json");
  }

  String token() {
    return token;
  }

  /** The partner's own id, as its token has it. */
  UUID id() {
    byte[] claims = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
    return UUID.fromString(Json.mapper().readTree(claims).get("partner_id").asString());
  }

  /** Registers a connection to the simulated TSP; {@code more} goes on top of the bare minimum. */
  void connect(UUID connection, String fleet, Map<String, ?> more) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("fleet_ref", fleet);
    body.put("source_name", "simulator");
    body.put("credentials", Map.of("api_key", "key-of-" + fleet));
    body.putAll(more);
    call("PUT", "/v2/integrations/connections/" + connection, body);
  }

  /** Tells which id the TSP has for a user. */
  void teachUser(UUID connection, UUID user, String sourceId) {
    call(
        "PUT",
        "/v2/integrations/connections/%s/resources/user/%s".formatted(connection, user),
        Map.of("source_id", sourceId));
  }

  UUID createVehicle(UUID connection, String name) {
    return submitted(
        call(
            "POST",
            "/v2/telematics/vehicles",
            Map.of("connection_id", connection, "vehicle_name", name)));
  }

  UUID renameVehicle(UUID connection, UUID vehicle, String name) {
    return submitted(
        call(
            "PATCH",
            "/v2/telematics/vehicles/" + vehicle,
            Map.of("connection_id", connection, "vehicle_name", name)));
  }

  /** From a user to the same user, whom the connection must have been taught. */
  UUID createMessage(UUID connection, UUID user, String text) {
    return submitted(
        call(
            "POST",
            "/v2/telematics/messages",
            Map.of(
                "connection_id",
                connection,
                "sender_id",
                user,
                "recipient_id",
                user,
                "message_text",
                text)));
  }

  JsonNode operation(UUID id) {
    return call("GET", "/v2/resource-operations/" + id, null);
  }

  /** Long-polls until the operation ended; fails if it has not by then. */
  JsonNode ended(UUID connection, UUID id, Duration limit) {
    JsonNode operation =
        call(
            "GET",
            "/v2/integrations/connections/%s/resource-operations/%s?wait_s=%d"
                .formatted(connection, id, limit.toSeconds()),
            null);
    assertThat(operation.get("status").asString())
        .as("after %s: %s", limit, operation)
        .isNotEqualTo("pending");
    return operation;
  }

  /** The ids of a connection's operations, newest first, as the list shows them. */
  List<UUID> listed(UUID connection) {
    JsonNode page =
        call(
            "GET",
            "/v2/integrations/connections/resource-operations?connection_id=" + connection,
            null);
    return StreamSupport.stream(page.get("items").spliterator(), false)
        .map(item -> UUID.fromString(item.get("id").asString()))
        .toList();
  }

  /** Subscribes to all events of a connection; answers the signing secret. */
  String subscribe(String receiver, UUID connection) {
    return call(
            "POST",
            "/v2/notifications/webhooks",
            Map.of(
                "url",
                receiver,
                "event_names",
                List.of("resource_operation.*"),
                "filters",
                Map.of("connection_ids", List.of(connection))))
        .get("secret")
        .asString();
  }

  private JsonNode call(String method, String path, @Nullable Object body) {
    return accepted(
        send(method, path, body == null ? null : Json.mapper().writeValueAsString(body)));
  }

  private static UUID submitted(JsonNode operation) {
    assertThat(operation.get("status").asString()).isEqualTo("pending");
    return UUID.fromString(operation.get("id").asString());
  }

  private static JsonNode accepted(HttpResponse<String> answer) {
    assertThat(answer.statusCode())
        .as("%s %s: %s", answer.request().method(), answer.uri(), answer.body())
        .isBetween(200, 299);
    return Json.mapper().readTree(answer.body());
  }

  private static HttpResponse<String> exchange(HttpRequest request) {
    try {
      return HTTP.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(request.method() + " " + request.uri(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
