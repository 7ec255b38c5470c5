package dev.waybill.runtime.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.runtime.validation.CompiledSchema.Verdict;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.SchemaFiles;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class CompiledSchemaTest {
  private static final int MUTANTS = 400;

  /** What takes a value's place: of each type, and at the edges of patterns and bounds. */
  private static final String[] SCRAPS = {
    "null",
    "true",
    "0",
    "-1",
    "1",
    "1.0",
    "0.5",
    "2147483648",
    "9007199254740992",
    "1e400",
    "-1e3",
    "123456789012345678901234567890",
    "\"\"",
    "\"x\"",
    "\"USA\"",
    "\"U\\u00e9A\"",
    "\"USA\\n\"",
    "\"create\"",
    "\"update\"",
    "\"vehicle\"",
    "\"IN_SERVICE\"",
    "\"high\"",
    "[]",
    "[null]",
    "{}",
    "{\"a\":1}",
    "\"7c0f5a52-6c1c-4c8e-9a53-0d3f5e0b8a11\"",
    "\"7C0F5A52-6c1c-4c8e-9a53-0d3f5e0b8a11\"",
    "\"2026-11-22T10:15:30.000Z\"",
    "\"2026-11-22T10:15:30.000Z\\n\"",
    "\"2026-11-22\"",
    "\"12.5\"",
    "[\"7c0f5a52-6c1c-4c8e-9a53-0d3f5e0b8a11\"]",
    "[\"x\",5]",
    "\"US_8_70\"",
    "\"Europe/Paris\"",
    "\"Europe/Nowhere\"",
    "\"2026-02-29\"",
    "\"2028-02-29\"",
    "\"2026-11-31T10:15:30.000Z\"",
    "\"2026-11-31T10:15:30.000+00:00\"",
  };

  private final ContractSchemas validator = new ContractSchemas();

  static Stream<String> checkedSchemas() {
    return SchemaFiles.names().stream()
        .filter(
            name -> name.startsWith("resources/") || name.equals(SchemaFiles.OPERATION_REQUESTED));
  }

  @ParameterizedTest
  @MethodSource("checkedSchemas")
  void saysWhatTheValidatorSays(String name) {
    long seed = System.nanoTime();
    System.out.println("seed of " + name + ": " + seed);
    RandomGenerator random = new SplittableRandom(seed);
    String id = SchemaFiles.id(name);
    CompiledSchema.Rule rule = CompiledSchema.of(id);
    Map<Verdict, Integer> seen = new EnumMap<>(Verdict.class);
    for (JsonNode example : examples(name)) {
      assertThat(rule.of(example)).as("the example %s", example).isEqualTo(Verdict.VALID);
      for (int i = 0; i < MUTANTS; i++) {
        JsonNode value = mutant(example, random);
        Verdict verdict = rule.of(value);
        seen.merge(verdict, 1, Integer::sum);
        if (verdict != Verdict.UNSURE) {
          assertThat(validator.told(id, value).isEmpty())
              .as("seed %d: %s is %s", seed, value, verdict)
              .isEqualTo(verdict == Verdict.VALID);
        }
      }
    }
    assertThat(seen).containsKeys(Verdict.VALID, Verdict.INVALID);
  }

  @Test
  void isSureOfWhatIsAskedMostOften() {
    for (String name : List.of("resources/vehicle-create", "resources/message-create")) {
      assertThat(CompiledSchema.of(SchemaFiles.payloadId(name)).of(Json.mapper().readTree("{}")))
          .isNotEqualTo(Verdict.UNSURE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://example.org/x", "https://waybill.dev/schemas/none.schema.json"})
  void isUnsureOfWhatItDoesNotKnow(String id) {
    assertThat(CompiledSchema.of(id).of(Json.mapper().readTree("{}"))).isEqualTo(Verdict.UNSURE);
  }

  private static List<JsonNode> examples(String name) {
    List<JsonNode> examples = new ArrayList<>();
    Json.mapper().readTree(SchemaFiles.bytes(name)).get("examples").forEach(examples::add);
    return examples;
  }

  /** The value with one to three changes, each somewhere in it. */
  private static JsonNode mutant(JsonNode value, RandomGenerator random) {
    JsonNode copy = value.deepCopy();
    for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
      copy = changed(copy, random);
    }
    return copy;
  }

  private static JsonNode changed(JsonNode value, RandomGenerator random) {
    if (value instanceof ObjectNode object && random.nextInt(20) > 0) {
      List<String> names = new ArrayList<>(object.propertyNames());
      if (names.isEmpty() || random.nextInt(12) == 0) {
        object.set("field" + random.nextInt(3), scrap(random));
        return object;
      }
      String name = names.get(random.nextInt(names.size()));
      if (random.nextInt(5) == 0) {
        object.remove(name);
      } else {
        object.set(name, changed(object.get(name), random));
      }
      return object;
    }
    if (value instanceof ArrayNode array && !array.isEmpty() && random.nextInt(4) > 0) {
      int index = random.nextInt(array.size());
      array.set(index, changed(array.get(index), random));
      return array;
    }
    return scrap(random);
  }

  private static JsonNode scrap(RandomGenerator random) {
    return Json.mapper().readTree(SCRAPS[random.nextInt(SCRAPS.length)]);
  }
}
