package dev.waybill.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The payloads have just the fields that {@code payload-fields.txt} lists. */
class PayloadFieldsTest {
  private static final Map<String, List<String>> TABLE = table();

  static Stream<String> schemas() {
    return TABLE.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void aPayloadHasTheFieldsOfTheTable(String name) {
    String[] parts = name.split("#", 2);
    JsonNode schema = Json.mapper().readTree(SchemaFiles.bytes("resources/" + parts[0]));
    JsonNode fields = schema.at("/$defs/" + (parts.length == 1 ? "payload" : parts[1]));
    assertThat(fields.get("additionalProperties").asBoolean(true)).as("open").isFalse();
    List<String> required = new ArrayList<>(texts(fields.path("required")));
    if (parts.length == 1) {
      required.addAll(texts(schema.path("required")));
    }
    List<String> told = new ArrayList<>();
    fields
        .get("properties")
        .forEachEntry((field, of) -> told.add(told(schema, field, of, required.contains(field))));
    assertThat(told).containsExactlyInAnyOrderElementsOf(TABLE.get(name));
  }

  @Test
  void everyPayloadIsInTheTable() {
    assertThat(TABLE.keySet())
        .containsAll(
            SchemaFiles.names().stream()
                .filter(name -> name.startsWith("resources/"))
                .map(name -> name.substring("resources/".length()))
                .toList());
  }

  private static String told(JsonNode schema, String field, JsonNode of, boolean isRequired) {
    JsonNode resolved = resolved(schema, of);
    boolean isNullable =
        types(resolved).contains("null")
            || resolved.path("enum").valueStream().anyMatch(JsonNode::isNull);
    assertThat(isNullable).as("%s may be null", field).isNotEqualTo(isRequired);
    return "%s %s %s".formatted(field, type(schema, of), isRequired ? "!" : "?");
  }

  private static String type(JsonNode schema, JsonNode of) {
    if (of.path("$ref").asString("").endsWith("/stop")) {
      return "stop";
    }
    JsonNode resolved = resolved(schema, of);
    List<String> types = types(resolved);
    if (resolved.has("enum")) {
      return texts(resolved.get("enum")).stream().collect(Collectors.joining("|"));
    } else if (types.contains("array")) {
      return "[" + type(schema, resolved.get("items")) + "]";
    } else if (types.contains("number") && types.contains("string")) {
      return "decimal";
    } else if (resolved.has("format")) {
      return resolved.get("format").asString();
    } else if (resolved.has("pattern")) {
      return "/" + resolved.get("pattern").asString() + "/";
    }
    return types.getFirst().equals("string") ? "text" : types.getFirst();
  }

  private static JsonNode resolved(JsonNode schema, JsonNode of) {
    return of.has("$ref") ? schema.at(of.get("$ref").asString().substring(1)) : of;
  }

  private static List<String> types(JsonNode of) {
    JsonNode type = of.path("type");
    return type.isArray() ? texts(type) : List.of(type.asString(""));
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().filter(JsonNode::isString).map(JsonNode::asString).toList();
  }

  private static Map<String, List<String>> table() {
    Map<String, List<String>> table = new LinkedHashMap<>();
    List<String> fields = List.of();
    for (String line : lines()) {
      if (line.startsWith(" ")) {
        fields.add(line.strip());
      } else if (!line.isBlank() && !line.startsWith("#")) {
        fields = new ArrayList<>();
        for (String name : line.split(" ")) {
          table.put(name, fields);
        }
      }
    }
    return table;
  }

  private static List<String> lines() {
    try (InputStream in = PayloadFieldsTest.class.getResourceAsStream("/payload-fields.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
