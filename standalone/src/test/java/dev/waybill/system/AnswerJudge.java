package dev.waybill.system;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import dev.waybill.schemas.ApiDocuments;
import dev.waybill.schemas.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds answers to the document, to the letter: the status, each header, the body, and no field
 * that its schema does not name. Safe for use by many threads.
 */
final class AnswerJudge {
  /** What belongs to the transport and is no part of the contract. */
  private static final Set<String> TRANSPORT =
      Set.of("connection", "content-length", "content-type", "date", "transfer-encoding");

  private final ApiDescription description;
  private final Map<JsonNode, Schema> schemas = new ConcurrentHashMap<>();
  private final SchemaRegistry registry = StrictSchemas.registry();

  AnswerJudge(ApiDescription description) {
    this.description = description;
  }

  /** Everything about an answer that the document does not say; empty if all is as it says. */
  List<String> judge(ApiDescription.Described operation, ApiAnswer answer) {
    JsonNode response = operation.responses().get(answer.status());
    if (response == null) {
      return List.of("status %d is not documented: %s".formatted(answer.status(), answer.cut()));
    }
    return judge(response, answer);
  }

  /** The same for a response of the document's components. */
  List<String> judge(JsonNode response, ApiAnswer answer) {
    List<String> wrong = new ArrayList<>();
    headers(response.path("headers"), answer, wrong);
    body(response.path("content"), answer, wrong);
    return wrong;
  }

  private void headers(JsonNode documented, ApiAnswer answer, List<String> wrong) {
    Set<String> known = ConcurrentHashMap.newKeySet();
    documented.forEachEntry((name, reference) -> {
      known.add(name.toLowerCase(Locale.ROOT));
      JsonNode header = description.resolved(reference);
      String value = answer.header(name).orElse(null);
      if (value == null) {
        if (header.path("required").asBoolean(false)) {
          wrong.add("header " + name + " is missing");
        }
      } else {
        problems(header.get("schema"), typed(header.get("schema"), value))
            .forEach(error -> wrong.add("header " + name + ": " + error));
      }
    });
    answer.headers().keySet().stream()
        .filter(name -> !known.contains(name) && !TRANSPORT.contains(name))
        .forEach(name -> wrong.add("header " + name + " is not documented"));
  }

  private JsonNode typed(JsonNode schema, String value) {
    JsonNode plain = description.resolved(schema);
    boolean text =
        plain.path("type").asString("").equals("string") || plain.at("/const").isString();
    try {
      return text ? Json.mapper().valueToTree(value) : Json.mapper().readTree(value);
    } catch (JacksonException e) {
      return Json.mapper().valueToTree(value);
    }
  }

  private void body(JsonNode content, ApiAnswer answer, List<String> wrong) {
    if (content.isMissingNode()) {
      if (!answer.body().isEmpty()) {
        wrong.add("a body is not documented: " + answer.cut());
      }
      return;
    }
    String type = answer.type();
    JsonNode documented = content.path(type);
    if (documented.isMissingNode()) {
      wrong.add("the type '%s' is not documented: %s".formatted(type, answer.cut()));
      return;
    }
    JsonNode body;
    try {
      body =
          type.endsWith("json")
              ? Json.mapper().readTree(answer.body())
              : Json.mapper().valueToTree(answer.body());
    } catch (JacksonException e) {
      wrong.add("the body is not JSON: " + answer.cut());
      return;
    }
    problems(documented.get("schema"), body).forEach(error -> wrong.add("body: " + error));
  }

  private List<String> problems(JsonNode schema, JsonNode value) {
    return schemas.computeIfAbsent(schema, this::compiled).validate(value).stream()
        .map(Object::toString)
        .toList();
  }

  private Schema compiled(JsonNode schema) {
    ObjectNode alone = ((ObjectNode) schema).deepCopy();
    StrictSchemas.close(alone);
    alone.put("$id", ApiDocuments.BASE + "answer.json");
    ObjectNode components = Json.mapper().createObjectNode();
    components.set("schemas", description.document().at("/components/schemas").deepCopy());
    StrictSchemas.close(components);
    alone.set("components", components);
    return registry.getSchema(alone);
  }
}
