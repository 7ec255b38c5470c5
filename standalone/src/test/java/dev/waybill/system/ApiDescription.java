package dev.waybill.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.schemas.ApiDocuments;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.SchemaFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;

/** What {@code GET /openapi.yaml} says of the service that answered it. */
final class ApiDescription {
  private final JsonNode document;
  private final Map<String, Described> operations = new TreeMap<>();

  private ApiDescription(JsonNode document) {
    this.document = document;
    document
        .get("paths")
        .forEachEntry((path, item) ->
            item.forEachEntry((method, operation) -> {
              if (!method.equals("parameters")) {
                Described described = described(path, item, method, operation);
                operations.put(described.id(), described);
              }
            }));
  }

  /**
   * One operation of the document.
   *
   * @param scope what the token must grant; null: open to everybody
   * @param parameters of the query, the path and the headers
   * @param requestType of the body; null: it takes none
   * @param responses by status
   */
  record Described(
      String id,
      String method,
      String path,
      @Nullable String scope,
      List<JsonNode> parameters,
      @Nullable String requestType,
      @Nullable JsonNode requestSchema,
      @Nullable JsonNode requestExample,
      Map<Integer, JsonNode> responses) {}

  static ApiDescription read(String url) {
    return of(ApiCall.of(url, "GET", "/openapi.yaml", null).send().body().getBytes(UTF_8));
  }

  static ApiDescription of(byte[] yaml) {
    String text = new String(yaml, UTF_8);
    return new ApiDescription(
        Json.mapper().valueToTree(new Load(LoadSettings.builder().build()).loadFromString(text)));
  }

  JsonNode document() {
    return document;
  }

  List<Described> operations() {
    return List.copyOf(operations.values());
  }

  /** The methods of a path, sorted. */
  TreeSet<String> methods(String path) {
    TreeSet<String> methods = new TreeSet<>();
    operations().stream().filter(o -> o.path().equals(path)).forEach(o -> methods.add(o.method()));
    return methods;
  }

  /** The node itself, or what it refers to. */
  JsonNode resolved(JsonNode node) {
    if (!node.has("$ref")) {
      return node;
    }
    String reference = node.get("$ref").asString();
    return reference.startsWith("#")
        ? document.at(reference.substring(1))
        : Json.mapper().readTree(SchemaFiles.textOf(ApiDocuments.BASE + reference));
  }

  private Described described(String path, JsonNode item, String method, JsonNode operation) {
    List<JsonNode> parameters = new ArrayList<>();
    item.path("parameters").forEach(parameter -> parameters.add(resolved(parameter)));
    operation.path("parameters").forEach(parameter -> parameters.add(resolved(parameter)));
    Map<Integer, JsonNode> responses = new TreeMap<>();
    operation
        .get("responses")
        .forEachEntry(
            (status, response) -> responses.put(Integer.valueOf(status), resolved(response)));
    JsonNode content = operation.at("/requestBody/content");
    String type = content.propertyNames().stream().findFirst().orElse(null);
    JsonNode body = type == null ? null : content.get(type);
    return new Described(
        operation.get("operationId").asString(),
        method.toUpperCase(Locale.ROOT),
        path,
        operation.at("/security/0/token/0").asString(null),
        parameters,
        type,
        body == null ? null : body.get("schema"),
        body == null ? null : body.get("example"),
        responses);
  }
}
