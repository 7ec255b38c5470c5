package dev.waybill.system;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.SchemaFiles;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Our JSON Schemas as a judge reads them: readers pass over fields that they don't know, but
 * nothing that Waybill writes may have one that no schema names.
 */
final class StrictSchemas {
  private static final Set<String> COMBINATIONS =
      Set.of("allOf", "anyOf", "oneOf", "if", "then", "else");

  private StrictSchemas() {}

  /** Knows all of our schemas, closed. */
  static SchemaRegistry registry() {
    return SchemaRegistry.withDefaultDialect(
        SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(StrictSchemas::text));
  }

  /** Closes every object of a schema whose fields are named. */
  static void close(JsonNode schema) {
    close(schema, true);
  }

  private static @Nullable String text(String id) {
    String text = SchemaFiles.textOf(id);
    if (text == null) {
      return null;
    }
    JsonNode schema = Json.mapper().readTree(text);
    close(schema, true);
    return schema.toString();
  }

  /** A part of a combination is left open: the others may name what it does not. */
  private static void close(JsonNode node, boolean whole) {
    if (whole
        && node instanceof ObjectNode object
        && object.path("properties").isObject()
        && !object.has("$ref")
        && !object.has("allOf")
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    if (node.isObject()) {
      node.forEachEntry((name, child) -> {
        if (!name.equals("examples") && !name.equals("example")) {
          close(child, !COMBINATIONS.contains(name));
        }
      });
    } else if (node.isArray()) {
      node.forEach(child -> close(child, whole));
    }
  }
}
