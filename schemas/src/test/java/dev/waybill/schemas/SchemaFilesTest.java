package dev.waybill.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.DialectId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class SchemaFilesTest {
  static List<String> names() {
    return SchemaFiles.names();
  }

  @Test
  void namesAreThoseInTheFolder() throws IOException {
    Path folder = Path.of("src/main/resources/schemas");
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(SchemaFiles.names())
          .containsExactlyElementsOf(
              files
                  .filter(Files::isRegularFile)
                  .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                  .map(file -> file.replace(SchemaFiles.SUFFIX, ""))
                  .sorted()
                  .toList());
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void schemasIntroduceThemselves(String name) {
    JsonNode schema = read(name);

    assertThat(schema.path("$id").asString()).isEqualTo(SchemaFiles.id(name));
    assertThat(schema.path("$schema").asString()).isEqualTo(DialectId.DRAFT_2020_12);
    assertThat(schema.path("$comment").asString()).matches("Version \\d+\\.\\d+(\\. .+)?");
    assertThat(schema.path("title").asString()).isNotBlank();
    assertThat(schema.path("description").asString()).isNotBlank();
  }

  @ParameterizedTest
  @MethodSource("names")
  void schemasAreSchemas(String name) {
    SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    assertThat(registry.getSchema(SchemaLocation.of(DialectId.DRAFT_2020_12)).validate(read(name)))
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("names")
  void examplesObeyTheirSchema(String name) {
    JsonNode examples = read(name).path("examples");

    assertThat(examples).isNotEmpty();
    assertThat(examples)
        .allSatisfy(
            example -> assertThat(SchemaJudge.judge(SchemaFiles.id(name), example)).isEmpty());
  }

  /** Each file stands alone for plain values, so the same definition is in many of them. */
  @Test
  void aDefinitionMeansTheSameInEveryFile() {
    Map<String, JsonNode> known = new HashMap<>();
    for (String name : SchemaFiles.names()) {
      for (Map.Entry<String, JsonNode> definition : read(name).path("$defs").properties()) {
        if (!definition.getKey().equals("payload")) {
          JsonNode first = known.putIfAbsent(definition.getKey(), definition.getValue());
          assertThat(definition.getValue())
              .as(name + " " + definition.getKey())
              .isEqualTo(first == null ? definition.getValue() : first);
        }
      }
    }
  }

  @Test
  void everyPropertyIsDescribed() {
    for (String name : SchemaFiles.names()) {
      assertDescribed(read(name), name);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "VEHICLE, CREATE, resources/vehicle-create",
    "VEHICLE, UPDATE, resources/vehicle-update",
    "TRAILER, CREATE, resources/trailer-create",
    "TRAILER, UPDATE, resources/trailer-update",
    "USER, CREATE, resources/user-create",
    "USER, UPDATE, resources/user-update",
    "MESSAGE, CREATE, resources/message-create",
    "GROUP_MESSAGE, CREATE, resources/group-message-create",
    "DVIR_LOG, CREATE, resources/dvir-log-create",
    "FUEL_TRANSACTION, CREATE, resources/fuel-transaction-create",
    "WORKFLOW, CREATE, resources/workflow-create",
    "WORKFLOW, UPDATE, resources/workflow-update",
  })
  void findsTheSchemaOfAWrite(Resource resource, OperationType type, String name) {
    assertThat(SchemaFiles.resource(resource, type)).contains(name);
  }

  @Test
  void saysWhenAWriteCannotBeAskedFor() {
    assertThat(SchemaFiles.resource(Resource.MESSAGE, OperationType.UPDATE)).isEmpty();
  }

  @Test
  void findsNothingOutsideOfItsFolder() {
    assertThat(SchemaFiles.textOf("https://example.com/schemas/rest/problem.schema.json")).isNull();
    assertThat(SchemaFiles.textOf(SchemaFiles.id("../../etc/passwd"))).isNull();
    assertThatThrownBy(() -> SchemaFiles.url("rest/../rest/problem"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no schema");
  }

  private static void assertDescribed(JsonNode node, String path) {
    node.path("properties")
        .forEachEntry((name, property) -> {
          boolean conditional = path.endsWith("/if") || path.matches(".*/(then|else)");
          if (!conditional) {
            assertThat(property.has("description") || property.has("$ref"))
                .as(path + " " + name)
                .isTrue();
          }
        });
    node.forEachEntry((name, child) -> {
      if (!name.equals("examples")) {
        assertDescribed(child, path + "/" + name);
      }
    });
  }

  private static JsonNode read(String name) {
    return Json.mapper().readTree(SchemaFiles.bytes(name));
  }
}
