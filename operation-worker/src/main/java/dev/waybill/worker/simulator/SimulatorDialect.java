package dev.waybill.worker.simulator;

import static dev.waybill.worker.simulator.SimulatorAdapterProvider.API_KEY;
import static dev.waybill.worker.simulator.SimulatorAdapterProvider.BASE_URL;

import dev.waybill.schemas.Json;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Problem.FieldError;
import dev.waybill.tsp.AdapterRequest;
import dev.waybill.tsp.ConnectionAccess;
import dev.waybill.tsp.TranslatedRequest;
import dev.waybill.tsp.Translation;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns requests into the simulated TSP's dialect: {@code {"attributes": {…}}} with names in camel
 * case, and references as {@code senderRef} in the place of {@code source_sender_id}.
 */
final class SimulatorDialect {
  private final @Nullable String defaultBaseUrl;

  SimulatorDialect(@Nullable String defaultBaseUrl) {
    this.defaultBaseUrl = defaultBaseUrl;
  }

  Translation translate(AdapterRequest request) {
    List<FieldError> problems = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    if (!SimulatorFields.knows(request.resource(), request.operationType())) {
      problems.add(new FieldError("", "not_supported", "the simulator has no such operation"));
    }
    URI base = base(request.connection());
    if (base == null) {
      problems.add(
          new FieldError(
              "", "invalid_settings", "the connection's settings.base_url is missing or wrong"));
    }
    ObjectNode attributes = attributes(request, problems, warnings);
    if (base == null || !problems.isEmpty()) {
      return new Translation.Untranslatable(problems);
    }
    boolean create = request.operationType() == OperationType.CREATE;
    ObjectNode body = Json.mapper().createObjectNode();
    body.set("attributes", attributes);
    return new Translation.Translated(
        new TranslatedRequest(
            create ? "POST" : "PATCH",
            url(base, request, create ? "" : "/" + encoded(String.valueOf(request.sourceId()))),
            headers(request, true),
            body,
            Set.of("Authorization")),
        warnings);
  }

  /** Asks what calls with the request's key did; null where the address is missing or wrong. */
  @Nullable TranslatedRequest find(AdapterRequest request) {
    URI base = base(request.connection());
    if (base == null) {
      return null;
    }
    String query = "?idempotency_key=" + encoded(request.idempotencyKey());
    return new TranslatedRequest(
        "GET", url(base, request, query), headers(request, false), null, Set.of("Authorization"));
  }

  private @Nullable URI base(ConnectionAccess connection) {
    JsonNode own = connection.settings().get(BASE_URL);
    String text = own != null && own.isString() ? own.stringValue() : defaultBaseUrl;
    return text == null ? null : SimulatorAdapterProvider.baseUrl(text);
  }

  private static URI url(URI base, AdapterRequest request, String rest) {
    ConnectionAccess connection = request.connection();
    String fleet = connection.fleetRef();
    return URI.create(
        base
            + "/fleets/"
            + encoded(fleet == null ? connection.connectionId().toString() : fleet)
            + "/"
            + request.resource().wireName()
            + rest);
  }

  private static Map<String, String> headers(AdapterRequest request, boolean writes) {
    Map<String, String> headers = new LinkedHashMap<>();
    request
        .connection()
        .credentials()
        .find(API_KEY)
        .ifPresent(key -> headers.put("Authorization", "Bearer " + key));
    headers.put("Accept", "application/json");
    if (writes) {
      headers.put("Content-Type", "application/json");
      headers.put("Idempotency-Key", request.idempotencyKey());
    }
    return headers;
  }

  private static ObjectNode attributes(
      AdapterRequest request, List<FieldError> problems, List<String> warnings) {
    Set<String> known = SimulatorFields.sent(request.resource());
    ObjectNode payload = request.payload();
    ObjectNode attributes = Json.mapper().createObjectNode();
    for (Map.Entry<String, JsonNode> property : payload.properties()) {
      String name = property.getKey();
      if (known.contains(name)) {
        attributes.set(theirs(name), theirs(property.getValue()));
      } else if (SimulatorFields.REFERENCES.contains(name)) {
        if (!property.getValue().isNull() && !payload.has(SimulatorFields.twin(name))) {
          problems.add(
              new FieldError("/" + name, "unresolved_reference", "the TSP's id is not known"));
        }
      } else if (!SimulatorFields.OURS.contains(name)) {
        warnings.add("The simulator does not take " + name + "; it is left out.");
      }
    }
    return attributes;
  }

  private static JsonNode theirs(JsonNode value) {
    return switch (value) {
      case ObjectNode object -> {
        ObjectNode renamed = Json.mapper().createObjectNode();
        object.properties().forEach(p -> renamed.set(theirs(p.getKey()), theirs(p.getValue())));
        yield renamed;
      }
      case ArrayNode array -> {
        ArrayNode renamed = Json.mapper().createArrayNode();
        array.forEach(item -> renamed.add(theirs(item)));
        yield renamed;
      }
      default -> value;
    };
  }

  /** {@code source_sender_id} becomes {@code senderRef}, {@code vehicle_name vehicleName}. */
  private static String theirs(String name) {
    String source = name;
    if (name.startsWith("source_") && name.endsWith("_id")) {
      source = name.substring("source_".length(), name.length() - 2) + "ref";
    } else if (name.startsWith("source_") && name.endsWith("_ids")) {
      source = name.substring("source_".length(), name.length() - 3) + "refs";
    }
    StringBuilder camel = new StringBuilder();
    for (String word : source.split("_", -1)) {
      boolean first = camel.isEmpty() || word.isEmpty();
      camel.append(first ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return camel.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
