package dev.waybill.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Records and schemas name the same fields, of the same types, and agree on which may be absent or
 * null, all the way down.
 */
class RecordsMatchSchemasTest {
  /** No documents: they are about topics and payloads, not in them. */
  private static final Set<Class<?>> NOT_ON_THE_WIRE =
      Set.of(
          Topics.class,
          TopicPlan.class,
          Json.Bounded.class,
          PayloadReferences.Named.class,
          PayloadReferences.Resolved.class);

  private final Set<Class<?>> seen = new HashSet<>();

  static List<Samples.Sample> samples() {
    return Samples.all();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void recordAndSchemaSayTheSame(Samples.Sample sample) {
    compare(sample.type(), place(SchemaFiles.id(sample.schema()), ""), sample.golden());
  }

  @Test
  void everyRecordIsPartOfAGoldenFile() {
    samples()
        .forEach(sample ->
            compare(sample.type(), place(SchemaFiles.id(sample.schema()), ""), sample.golden()));

    assertThat(
            PackageClasses.all()
                .filter(Class::isRecord)
                .filter(type -> !NOT_ON_THE_WIRE.contains(type)))
        .isNotEmpty()
        .allMatch(seen::contains);
  }

  /** A node of a schema, and the document that its references start from. */
  private record Place(String document, JsonNode node) {
    Place at(JsonNode child) {
      return new Place(document, child);
    }
  }

  private void compare(Type type, Place place, String path) {
    if (type instanceof ParameterizedType generic) {
      compareGeneric(generic, place, path);
    } else if (type instanceof Class<?> plain && plain.isRecord()) {
      compareRecord(plain, Map.of(), place, path);
    } else if (type instanceof Class<?> plain) {
      compareScalar(plain, place.node(), path);
    }
  }

  private void compareGeneric(ParameterizedType type, Place place, String path) {
    Class<?> raw = (Class<?>) type.getRawType();
    Type[] arguments = type.getActualTypeArguments();
    if (raw == List.class) {
      assertThat(types(place.node())).as(path).contains("array");
      compare(arguments[0], follow(place.at(place.node().path("items"))), path + "[]");
    } else if (raw == Map.class) {
      assertThat(types(place.node())).as(path).contains("object");
      if (arguments[0] != String.class) {
        compare(arguments[0], follow(place.at(place.node().path("propertyNames"))), path + "{}");
      }
      Place values = follow(place.at(place.node().path("additionalProperties")));
      compare(arguments[1], values, path + "{}");
    } else {
      compareRecord(raw, Map.of(raw.getTypeParameters()[0], arguments[0]), place, path);
    }
  }

  private void compareRecord(
      Class<?> type, Map<TypeVariable<?>, Type> variables, Place place, String path) {
    seen.add(type);
    Set<String> names = new TreeSet<>();
    Set<String> required = new TreeSet<>();
    boolean omitsNulls = type.isAnnotationPresent(JsonInclude.class);
    for (RecordComponent component : type.getRecordComponents()) {
      String name = snakeCase(component.getName());
      boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
      names.add(name);
      if (!nullable || !omitsNulls) {
        required.add(name);
      }
      Place property = place.at(place.node().path("properties").path(name));
      String where = path + "." + name;
      assertThat(allowsNull(property))
          .as("%s may be null", where)
          .isIn(nullable, nullable && !omitsNulls);
      compareComponent(component, variables, follow(property), where);
    }
    assertThat(place.node().path("properties").propertyNames())
        .as(path)
        .containsExactlyInAnyOrderElementsOf(names);
    assertThat(place.node().path("required").valueStream().map(JsonNode::asString))
        .as("required in " + path)
        .containsExactlyInAnyOrderElementsOf(required);
  }

  private void compareComponent(
      RecordComponent component, Map<TypeVariable<?>, Type> variables, Place place, String path) {
    Type type = component.getGenericType();
    if (type instanceof ParameterizedType list
        && list.getActualTypeArguments()[0] instanceof TypeVariable<?> variable) {
      compare(variables.get(variable), follow(place.at(place.node().path("items"))), path + "[]");
    } else {
      compare(type, place, path);
    }
  }

  private static void compareScalar(Class<?> type, JsonNode node, String path) {
    if (type.isEnum()) {
      assertThat(node.path("enum").valueStream().filter(value -> !value.isNull()))
          .as(path)
          .containsExactlyElementsOf(
              Arrays.stream(type.getEnumConstants())
                  .map(constant -> (JsonNode) Json.mapper().valueToTree(constant))
                  .toList());
      return;
    }
    assertThat(types(node)).as(path).contains(jsonType(type));
    if (type == UUID.class) {
      assertThat(node.path("format").asString()).as(path).isEqualTo("uuid");
    } else if (type == Instant.class) {
      assertThat(node.path("format").asString()).as(path).isEqualTo("date-time");
    } else if (type == int.class || type == Integer.class) {
      assertThat(node.path("maximum").decimalValue())
          .as(path)
          .isLessThanOrEqualTo(BigDecimal.valueOf(Integer.MAX_VALUE));
    }
  }

  private static String jsonType(Class<?> type) {
    if (type == String.class || type == UUID.class || type == Instant.class) {
      return "string";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "boolean";
    }
    if (type == ObjectNode.class) {
      return "object";
    }
    return type == double.class ? "number" : "integer";
  }

  private static List<String> types(JsonNode node) {
    JsonNode type = node.path("type");
    return type.isArray()
        ? type.valueStream().map(JsonNode::asString).toList()
        : List.of(type.asString(""));
  }

  private static boolean allowsNull(Place place) {
    return place.node().path("anyOf").valueStream().anyMatch(one -> types(one).contains("null"))
        || types(follow(place).node()).contains("null");
  }

  /** Through references, and through "this or null". */
  private static Place follow(Place place) {
    JsonNode node = place.node();
    if (node.has("anyOf")) {
      return follow(place.at(node.path("anyOf").path(0)));
    }
    if (!node.has("$ref")) {
      return place;
    }
    URI target = URI.create(place.document()).resolve(node.path("$ref").asString());
    String document = target.toString().replaceFirst("#.*", "");
    String fragment = target.getFragment() == null ? "" : target.getFragment();
    return follow(place(document, fragment));
  }

  private static Place place(String document, String pointer) {
    String text = SchemaFiles.textOf(document);
    assertThat(text).as(document).isNotNull();
    return new Place(document, Json.mapper().readTree(text).at(pointer));
  }

  private static String snakeCase(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
