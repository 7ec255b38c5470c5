package dev.waybill.testing.guarantees;

import dev.waybill.schemas.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** The control endpoints of a running TSP simulator: how fleets behave, what they saw and hold. */
public final class SimulatorControl implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final HttpClient http = HttpClient.newHttpClient();
  private final String baseUrl;

  public SimulatorControl(String baseUrl) {
    this.baseUrl = baseUrl;
  }

  /** The address of the simulated TSP, for a connection's {@code settings.base_url}. */
  public String baseUrl() {
    return baseUrl;
  }

  /** Tells a fleet how to behave from now on; what is not named stays. */
  public void configure(String fleet, Map<String, ?> settings) {
    send(request(path(fleet)).PUT(BodyPublishers.ofByteArray(Json.write(settings))).build());
  }

  /** Every call that a fleet received, in order. */
  public List<RecordedCall> calls(String fleet) {
    return items(path(fleet) + "/calls", "calls").map(SimulatorControl::call).toList();
  }

  /** What a fleet holds now. */
  public List<JsonNode> resources(String fleet) {
    return items(path(fleet) + "/resources", "resources").toList();
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private Stream<JsonNode> items(String path, String name) {
    JsonNode list = send(request(path).GET().build()).get(name);
    return StreamSupport.stream(Objects.requireNonNull(list, name).spliterator(), false);
  }

  private static RecordedCall call(JsonNode node) {
    return Json.mapper().treeToValue(node, RecordedCall.class);
  }

  private static String path(String fleet) {
    return "/_control/fleets/" + URLEncoder.encode(fleet, StandardCharsets.UTF_8);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(baseUrl + path))
        .timeout(LIMIT)
        .header("content-type", "application/json");
  }

  private JsonNode send(HttpRequest request) {
    try {
      HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        throw new AssertionError(
            "%s %s was answered with %d: %s"
                .formatted(
                    request.method(),
                    request.uri(),
                    response.statusCode(),
                    new String(response.body(), StandardCharsets.UTF_8)));
      }
      return Json.mapper().readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(request.uri() + " could not be reached", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
