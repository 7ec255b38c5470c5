package dev.waybill.runtime.http;

import dev.waybill.runtime.health.HealthRegistry;
import dev.waybill.schemas.Json;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerResponse;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;

/** {@code GET /health/live}, {@code /health/ready} and {@code /metrics} (CONTRACT 1). */
public final class OperatorRoutes implements HttpService {
  private final HealthRegistry health;
  private final PrometheusMeterRegistry meters;

  public OperatorRoutes(HealthRegistry health, PrometheusMeterRegistry meters) {
    this.health = health;
    this.meters = meters;
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .get("/health/live", (request, response) -> answer(response, health.dead()))
        .get("/health/ready", (request, response) -> answer(response, health.unready()))
        .get(
            "/metrics",
            (request, response) ->
                response
                    .header(HeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                    .send(meters.scrape()));
  }

  private static void answer(ServerResponse response, Map<String, String> problems) {
    response
        .status(problems.isEmpty() ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503)
        .header(HeaderNames.CONTENT_TYPE, "application/json")
        .send(
            Json.write(
                problems.isEmpty()
                    ? Map.of("status", "ok")
                    : Map.of("status", "unavailable", "reasons", problems)));
  }
}
