package dev.waybill.demo;

import dev.waybill.schemas.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** A partner's view of the API, and the simulator's control endpoints beside it. */
final class DemoApi {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpClient http = HttpClient.newHttpClient();
  private final String base;
  private final String simulator;
  private final String token;

  DemoApi(String base, String simulator) throws IOException, InterruptedException {
    this.base = base;
    this.simulator = simulator;
    this.token = signIn();
  }

  private String signIn() throws IOException, InterruptedException {
    String form = "grant_type=client_credentials&client_id=demo&client_secret=demo";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + "/oauth/token"))
            .timeout(PATIENCE)
            .header("content-type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    return send(request).get("access_token").asString();
  }

  void connect(UUID connection, Map<String, ?> body) throws IOException, InterruptedException {
    send(request("/v2/integrations/connections/" + connection, "PUT", body));
  }

  /** Tells which id the TSP has for a user of ours. */
  void teachUser(UUID connection, UUID user, String sourceId)
      throws IOException, InterruptedException {
    String path = "/v2/integrations/connections/%s/resources/user/%s".formatted(connection, user);
    send(request(path, "PUT", Map.of("source_id", sourceId)));
  }

  JsonNode connection(UUID connection) throws IOException, InterruptedException {
    return send(request("/v2/integrations/connections/" + connection, "GET", null));
  }

  /** Subscribes an address; answers the endpoint with its secret. */
  JsonNode subscribe(String url) throws IOException, InterruptedException {
    return send(
        request(
            "/v2/notifications/webhooks",
            "POST",
            Map.of("url", url, "event_names", java.util.List.of("resource_operation.*"))));
  }

  JsonNode submit(String method, String path, Map<String, ?> body)
      throws IOException, InterruptedException {
    return send(request("/v2/telematics/" + path, method, body));
  }

  JsonNode operation(UUID id) throws IOException, InterruptedException {
    return send(request("/v2/resource-operations/" + id, "GET", null));
  }

  JsonNode newest(int size) throws IOException, InterruptedException {
    return send(
        request("/v2/integrations/connections/resource-operations?size=" + size, "GET", null));
  }

  void misbehave(String fleet, Map<String, ?> settings) throws IOException, InterruptedException {
    String path = "/_control/fleets/" + URLEncoder.encode(fleet, StandardCharsets.UTF_8);
    send(
        HttpRequest.newBuilder(URI.create(simulator + path))
            .timeout(PATIENCE)
            .header("content-type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofByteArray(Json.write(settings)))
            .build());
  }

  private HttpRequest request(
      String path, String method, @org.jspecify.annotations.Nullable Map<String, ?> body) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .timeout(PATIENCE)
        .header("authorization", "Bearer " + token)
        .header("content-type", "application/json")
        .method(
            method,
            body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofByteArray(Json.write(body)))
        .build();
  }

  private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() >= 300) {
      throw new IOException(
          "%s %s was answered with %d: %s"
              .formatted(
                  request.method(),
                  request.uri().getPath(),
                  response.statusCode(),
                  new String(response.body(), StandardCharsets.UTF_8)));
    }
    return Json.mapper().readTree(response.body());
  }
}
