package dev.waybill.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import dev.waybill.schemas.ApiDocuments;
import dev.waybill.schemas.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What {@code GET /asyncapi.yaml} says of the topics of the service that answered it. */
final class TopicsDescription {
  private static final String OURS = "application/schema+json;version=draft-2020-12";

  private final JsonNode document;
  private final SchemaRegistry registry = StrictSchemas.registry();
  private final Map<String, List<Message>> channels = new LinkedHashMap<>();

  private TopicsDescription(JsonNode document) {
    this.document = document;
    document
        .get("channels")
        .forEach(channel -> {
          List<Message> messages = new ArrayList<>();
          channel
              .get("messages")
              .forEachEntry((name, message) -> messages.add(message(name, resolved(message))));
          channels.put(channel.get("address").asString(), List.copyOf(messages));
        });
  }

  static TopicsDescription read(String url) {
    String yaml = ApiCall.of(url, "GET", "/asyncapi.yaml", null).send().body();
    return new TopicsDescription(
        Json.mapper().valueToTree(new Load(LoadSettings.builder().build()).loadFromString(yaml)));
  }

  /** Topic → the kinds of records on it. */
  Map<String, List<Message>> channels() {
    return channels;
  }

  /**
   * A kind of record.
   *
   * @param isKeyedById whether the key is the id by which it has its partition
   * @param headers the documented ones, by name
   * @param hasOtherHeaders whether records may come with any
   * @param value null: any bytes
   */
  record Message(
      String name,
      Schema key,
      boolean isKeyedById,
      Map<String, Documented> headers,
      boolean hasOtherHeaders,
      @Nullable Schema value) {
    /**
     * What the document does not say of a record's value and headers; empty if all is as it says.
     */
    List<String> judge(ConsumerRecord<String, byte[]> record) {
      List<String> wrong = new ArrayList<>();
      Set<String> missing = new TreeSet<>();
      headers.forEach((header, documented) -> {
        if (documented.required()) {
          missing.add(header);
        }
      });
      for (Header header : record.headers()) {
        missing.remove(header.key());
        Documented documented = headers.get(header.key());
        if (documented == null && !hasOtherHeaders) {
          wrong.add("header " + header.key() + " is not documented");
        } else if (documented != null) {
          judge("header " + header.key(), documented.schema(), documented.of(header), wrong);
        }
      }
      missing.forEach(header -> wrong.add("header " + header + " is missing"));
      if (value != null) {
        judge("value", value, json(record.value()), wrong);
      }
      return wrong;
    }

    /** The same of its key. */
    List<String> judgeKey(ConsumerRecord<String, byte[]> record) {
      List<String> wrong = new ArrayList<>();
      judge("key", key, Json.mapper().valueToTree(record.key()), wrong);
      return wrong;
    }

    private static void judge(
        String what, Schema schema, @Nullable JsonNode value, List<String> wrong) {
      if (value == null) {
        wrong.add(what + " is not JSON");
      } else {
        schema.validate(value).forEach(error -> wrong.add(what + ": " + error));
      }
    }
  }

  /** A header; one that is no JSON is text. */
  record Documented(Schema schema, boolean isJson, boolean required) {
    @Nullable JsonNode of(Header header) {
      return isJson
          ? json(header.value())
          : Json.mapper().valueToTree(new String(header.value(), UTF_8));
    }
  }

  private Message message(String name, JsonNode message) {
    JsonNode headers = message.has("headers") ? resolved(message.get("headers")) : message;
    Map<String, Documented> documented = new LinkedHashMap<>();
    headers
        .path("properties")
        .forEachEntry((header, of) -> documented.put(header, header(headers, header, of)));
    boolean anything = message.path("contentType").asString("").equals("application/octet-stream");
    return new Message(
        name,
        compiled(message.at("/bindings/kafka/key")),
        message.at("/bindings/kafka/key/format").asString("").equals("uuid"),
        documented,
        headers.path("additionalProperties").asBoolean(false),
        anything ? null : compiled(plain(message.get("payload"))));
  }

  private Documented header(JsonNode headers, String name, JsonNode schema) {
    boolean isRequired =
        headers.path("required").valueStream().anyMatch(one -> one.asString().equals(name));
    JsonNode resolved = resolved(schema);
    return new Documented(compiled(plain(resolved)), resolved.has("schemaFormat"), isRequired);
  }

  /** The JSON Schema, with or without the name of its dialect around it. */
  private static JsonNode plain(JsonNode schema) {
    if (!schema.has("schemaFormat")) {
      return schema;
    }
    if (!schema.get("schemaFormat").asString().equals(OURS)) {
      throw new IllegalArgumentException("another dialect: " + schema.get("schemaFormat"));
    }
    return schema.get("schema");
  }

  private Schema compiled(JsonNode schema) {
    ObjectNode alone = ((ObjectNode) schema).deepCopy();
    StrictSchemas.close(alone);
    alone.put("$id", ApiDocuments.BASE + "record.json");
    return registry.getSchema(alone);
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref")
        ? resolved(document.at(node.get("$ref").asString().substring(1)))
        : node;
  }

  /** Null for what is no JSON; a record without a value has the value null. */
  private static @Nullable JsonNode json(byte @Nullable [] bytes) {
    try {
      return bytes == null ? Json.mapper().nullNode() : Json.mapper().readTree(bytes);
    } catch (JacksonException e) {
      return null;
    }
  }
}
