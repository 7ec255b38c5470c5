package dev.waybill.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the two documents and holds values to what they say. */
final class Documents {
  /** Under this name a document is known to the validator; its references start at it. */
  private static final String DOCUMENT = ApiDocuments.BASE + "document.json";

  private Documents() {}

  static JsonNode openApi() {
    return read(ApiDocuments.openApi());
  }

  static JsonNode asyncApi() {
    return read(ApiDocuments.asyncApi());
  }

  private static JsonNode read(byte[] yaml) {
    Object tree =
        new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build())
            .loadFromString(new String(yaml, UTF_8));
    return Json.mapper().valueToTree(tree);
  }

  /** What is wrong with a document by its official meta-schema. */
  static List<String> judge(JsonNode document, String metaSchema, SpecificationVersion version) {
    try (InputStream in = Documents.class.getResourceAsStream("/specs/" + metaSchema)) {
      Schema schema =
          SchemaRegistry.withDefaultDialect(version).getSchema(Json.mapper().readTree(in));
      return schema.validate(document).stream().map(Object::toString).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is wrong with an example by a schema that stands in a document. */
  static List<String> judge(JsonNode document, JsonNode schema, JsonNode example) {
    ObjectNode alone = ((ObjectNode) schema).deepCopy();
    alone.put("$id", DOCUMENT);
    if (document.has("components")) {
      alone.set("components", document.get("components"));
    }
    SchemaRegistry registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(SchemaFiles::textOf));
    return registry.getSchema(alone).validate(example).stream().map(Object::toString).toList();
  }

  /** What a reference leads to: a place in the document, or a JSON Schema of ours; else null. */
  static JsonNode follow(JsonNode document, String reference) {
    if (reference.startsWith("#")) {
      JsonNode found = document.at(reference.substring(1));
      return found.isMissingNode() ? null : found;
    }
    String text = SchemaFiles.textOf(ApiDocuments.BASE + reference);
    return text == null ? null : Json.mapper().readTree(text);
  }

  /** The node itself, or what it refers to. */
  static JsonNode resolved(JsonNode document, JsonNode node) {
    return node.has("$ref") ? follow(document, node.get("$ref").asString()) : node;
  }

  /** Every object in a document with its place. */
  static void walk(JsonNode node, String place, BiConsumer<String, ObjectNode> visitor) {
    if (node instanceof ObjectNode object) {
      visitor.accept(place, object);
    }
    if (node.isObject()) {
      node.forEachEntry((name, child) -> walk(child, place + "/" + name, visitor));
    } else {
      for (int i = 0; i < node.size(); i++) {
        walk(node.get(i), place + "/" + i, visitor);
      }
    }
  }

  /** The references of a document that lead nowhere. */
  static Stream<String> dangling(JsonNode document) {
    Stream.Builder<String> found = Stream.builder();
    walk(
        document,
        "",
        (place, object) -> {
          if (object.path("$ref").isString()
              && follow(document, object.get("$ref").asString()) == null) {
            found.add(place + " -> " + object.get("$ref").asString());
          }
        });
    return found.build();
  }
}
