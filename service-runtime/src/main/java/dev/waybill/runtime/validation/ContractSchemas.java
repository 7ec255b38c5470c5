package dev.waybill.runtime.validation;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.path.PathType;
import dev.waybill.schemas.Problem.FieldError;
import dev.waybill.schemas.SchemaFiles;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds values against the contract's JSON Schemas (draft 2020-12); all problems of a value are
 * told at once. Schemas come from the class path only. Thread-safe.
 */
public final class ContractSchemas {
  private static final Logger log = LoggerFactory.getLogger(ContractSchemas.class);
  private static final int MOST_PROBLEMS = 100;

  /** What programs see instead of JSON Schema's own words, where those say little. */
  private static final Map<String, String> CODES =
      Map.of(
          "additionalProperties", "unknown_field",
          "unevaluatedProperties", "unknown_field",
          "minLength", "too_short",
          "maxLength", "too_long",
          "minimum", "too_small",
          "exclusiveMinimum", "too_small",
          "maximum", "too_large");

  private final SchemaRegistry registry;
  private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

  /** Most values are valid, and to see that takes a tenth of what telling their problems does. */
  private final Map<String, CompiledSchema.Rule> compiled = new ConcurrentHashMap<>();

  public ContractSchemas() {
    SchemaRegistryConfig config =
        SchemaRegistryConfig.builder()
            .pathType(PathType.JSON_POINTER)
            .formatAssertionsEnabled(true) // those of the dialect: what no pattern can say
            .locale(Locale.ROOT)
            .build();
    registry =
        SchemaRegistry.withDefaultDialect(
            ContractFormats.dialect(),
            builder -> builder.schemaRegistryConfig(config).schemas(id -> SchemaFiles.textOf(id)));
  }

  /**
   * Checks a value.
   *
   * @param schemaId the {@code $id} of a schema, with a fragment if only a part of it counts
   * @return everything that is wrong, at most 100 entries; empty if nothing is
   */
  public List<FieldError> problems(String schemaId, JsonNode value) {
    CompiledSchema.Rule rule = compiled.computeIfAbsent(schemaId, CompiledSchema::of);
    return rule.of(value) == CompiledSchema.Verdict.VALID ? List.of() : told(schemaId, value);
  }

  /**
   * Checks a value against a schema that is not ours, such as that of an adapter's settings.
   *
   * @param schema whole in itself; one that is none lets everything through
   * @return everything that is wrong, at most 100 entries; empty if nothing is
   */
  public List<FieldError> problems(ObjectNode schema, JsonNode value) {
    try {
      return told(registry.getSchema(schema), value);
    } catch (SchemaException e) {
      log.warn("a schema cannot be used: reason={}", e.getMessage());
      log.debug("a schema cannot be used", e);
      return List.of();
    }
  }

  /** What the validator says, whatever is known of the value already. */
  List<FieldError> told(String schemaId, JsonNode value) {
    return told(
        schemas.computeIfAbsent(schemaId, id -> registry.getSchema(SchemaLocation.of(id))), value);
  }

  private static List<FieldError> told(Schema schema, JsonNode value) {
    List<Error> errors;
    try {
      errors = schema.validate(value);
    } catch (JacksonException e) {
      // A number that no Java type holds, such as 1e400 where an integer is wanted.
      return List.of(new FieldError("", "invalid", "holds a number that is out of any range"));
    }
    return errors.stream()
        .map(ContractSchemas::fieldError)
        .distinct()
        .limit(MOST_PROBLEMS)
        .toList();
  }

  private static FieldError fieldError(Error error) {
    String pointer = error.getInstanceLocation().toString();
    if (error.getProperty() != null) {
      pointer += "/" + error.getProperty().replace("~", "~0").replace("/", "~1");
    }
    String keyword = error.getKeyword() == null ? "invalid" : error.getKeyword();
    String message =
        keyword.equals("format")
            ? ContractFormats.complaint(error.getSchemaNode().asString())
            : message(error);
    return new FieldError(pointer, code(keyword), message);
  }

  /** Codes are in snake case, as all that programs read of ours. */
  private static String code(String keyword) {
    return CODES.getOrDefault(keyword, keyword.replaceAll("[A-Z]", "_$0").toLowerCase(Locale.ROOT));
  }

  /** The library's message without the pointer that it starts with. */
  private static String message(Error error) {
    String text = String.valueOf(error.getMessage());
    String prefix = error.getInstanceLocation() + ": ";
    return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
  }
}
