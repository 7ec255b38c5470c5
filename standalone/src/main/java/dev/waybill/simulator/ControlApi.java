package dev.waybill.simulator;

import dev.waybill.schemas.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.EntityTemplate;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.JsonNode;

/** The control endpoints, {@code /_control/…}: how fleets behave, and what they saw and hold. */
final class ControlApi {
  private static final Pattern MILLIS = Pattern.compile("-?\\d{1,18}");

  private final Fleets fleets;

  ControlApi(Fleets fleets) {
    this.fleets = fleets;
  }

  Answer answer(SimulatorRequest request) {
    List<String> path = request.segments();
    if (path.size() == 1 || (path.size() == 2 && path.get(1).isEmpty())) {
      return request.method().equals("DELETE") ? forgetAll() : wrongMethod("DELETE");
    }
    if (!path.get(1).equals("fleets") || path.size() < 3 || path.get(2).isBlank()) {
      return notFound();
    }
    Fleet fleet = fleets.fleet(path.get(2));
    if (path.size() == 3) {
      return switch (request.method()) {
        case "PUT" -> merge(fleet, request);
        case "GET" -> Answer.json(200, fleet.settings());
        default -> wrongMethod("GET, PUT");
      };
    }
    if (path.size() > 4) {
      return notFound();
    }
    return switch (path.get(3)) {
      case "calls" -> request.method().equals("GET") ? calls(fleet, request) : wrongMethod("GET");
      case "resources" -> request.method().equals("GET") ? resources(fleet) : wrongMethod("GET");
      default -> notFound();
    };
  }

  private Answer forgetAll() {
    fleets.forgetAll();
    return Answer.empty(204);
  }

  private static Answer merge(Fleet fleet, SimulatorRequest request) {
    if (request.tooLarge()) {
      return Answer.problem(413, "too_large", "Too large", "The body is over 1 MiB.", null);
    }
    JsonNode body;
    try {
      body = Json.mapper().readTree(request.body());
    } catch (JacksonException e) {
      return Answer.problem(
          400,
          "malformed_json",
          "Malformed JSON",
          "The body is not JSON: " + e.getOriginalMessage(),
          null);
    }
    return switch (fleet.merge(body)) {
      case SettingsMerge.Result.Merged merged -> Answer.json(200, merged.settings());
      case SettingsMerge.Result.Refused refused ->
          Answer.problem(
              422,
              "invalid_settings",
              "Invalid settings",
              "Nothing was changed; see errors for each wrong field.",
              refused.problems());
    };
  }

  private static Answer calls(Fleet fleet, SimulatorRequest request) {
    String since = request.query("since").orElse("-1");
    if (!MILLIS.matcher(since).matches()) {
      return Answer.problem(
          400, "invalid_query", "Invalid query", "since is a time in milliseconds.", null);
    }
    List<Call> calls = fleet.callsSince(Long.parseLong(since));
    return list("calls", out -> calls.forEach(call -> write(call, out)));
  }

  private static void write(Call call, JsonGenerator out) {
    out.writeStartObject();
    out.writeNumberProperty("at_ms", call.atMs());
    out.writeStringProperty("method", call.method());
    out.writeStringProperty("path", call.path());
    out.writePOJOProperty("idempotency_key", call.idempotencyKey());
    out.writePOJOProperty("body", shown(call.body()));
    out.writePOJOProperty("status", call.status());
    out.writeEndObject();
  }

  private static Object shown(byte[] body) {
    try {
      return body.length == 0 ? Json.mapper().nullNode() : Json.mapper().readTree(body);
    } catch (JacksonException e) {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  private static Answer resources(Fleet fleet) {
    List<Holding> holdings = fleet.holdings();
    return list("resources", out -> holdings.forEach(out::writePOJO));
  }

  /** Streams a list, which may hold a million entries. */
  private static Answer list(String name, Consumer<JsonGenerator> entries) {
    return new Answer(
        200,
        Map.of(),
        new EntityTemplate(
            -1, ContentType.APPLICATION_JSON, null, stream -> stream(name, entries, stream)));
  }

  private static void stream(String name, Consumer<JsonGenerator> entries, OutputStream stream)
      throws IOException {
    try (JsonGenerator out =
        Json.mapper()
            .writer()
            .without(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .createGenerator(stream)) {
      out.writeStartObject();
      out.writeArrayPropertyStart(name);
      entries.accept(out);
      out.writeEndArray();
      out.writeEndObject();
    }
  }

  private static Answer wrongMethod(String allowed) {
    return Answer.problem(
            405, "method_not_allowed", "Method not allowed", "Allowed here: " + allowed, null)
        .with("Allow", allowed);
  }

  static Answer notFound() {
    return Answer.problem(
        404,
        "not_found",
        "Not found",
        "There are /fleets/{fleet_ref}/{resource}[/{source_id}], /_control/fleets/{fleet_ref}"
            + "[/calls|/resources] and /_control.",
        null);
  }
}
