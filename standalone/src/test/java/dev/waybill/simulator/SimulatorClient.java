package dev.waybill.simulator;

import dev.waybill.schemas.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** Talks to a simulator as a test does: by plain HTTP. */
final class SimulatorClient implements AutoCloseable {
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String baseUrl;

  SimulatorClient(String baseUrl) {
    this.baseUrl = baseUrl;
  }

  HttpResponse<String> send(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(baseUrl + path))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer key")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> control(String fleet, String settings)
      throws IOException, InterruptedException {
    return send("PUT", "/_control/fleets/" + fleet, settings);
  }

  HttpResponse<String> create(String fleet, String resource, String key)
      throws IOException, InterruptedException {
    return send(
        "POST",
        "/fleets/" + fleet + "/" + resource,
        "{\"attributes\":{\"name\":\"" + key + "\"}}",
        "Idempotency-Key",
        key);
  }

  JsonNode calls(String fleet) throws IOException, InterruptedException {
    return json(send("GET", "/_control/fleets/" + fleet + "/calls", "")).get("calls");
  }

  JsonNode resources(String fleet) throws IOException, InterruptedException {
    return json(send("GET", "/_control/fleets/" + fleet + "/resources", "")).get("resources");
  }

  static JsonNode json(HttpResponse<String> response) {
    return Json.mapper().readTree(response.body());
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
