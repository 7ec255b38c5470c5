package dev.waybill.api.http;

import dev.waybill.runtime.validation.ContractSchemas;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Problem.FieldError;
import dev.waybill.schemas.SchemaFiles;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Holds bodies against the contract's JSON Schemas and refuses what does not fit. Thread-safe. */
public final class BodySchemas {
  private final ContractSchemas schemas = new ContractSchemas();

  /**
   * Checks a body.
   *
   * @param name of the schema, for example {@code resources/vehicle-create}
   * @return the body, which is an object
   * @throws RefusedException 422 with each problem's JSON Pointer
   */
  public ObjectNode check(String name, JsonNode body) {
    List<FieldError> errors = schemas.problems(id(name), body);
    if (errors.isEmpty() && body instanceof ObjectNode object) {
      return object;
    }
    throw new RefusedException(
        ProblemCode.INVALID_BODY,
        errors.size() == 1
            ? "the body has one problem: " + at(errors.getFirst())
            : "the body has %d problems; see errors".formatted(errors.size()),
        errors);
  }

  /**
   * Checks a body and reads it into a record.
   *
   * @throws RefusedException 422 with each problem's JSON Pointer
   */
  public <T> T read(String name, JsonNode body, Class<T> type) {
    ObjectNode checked = check(name, body);
    try {
      return Json.mapper().treeToValue(checked, type);
    } catch (JacksonException e) {
      // The schema lets through what Java's types cannot hold, such as 1e400.
      String pointer = e.getPath().stream().map(BodySchemas::step).collect(Collectors.joining());
      throw RefusedException.invalidField(pointer, "invalid", "the value cannot be used");
    }
  }

  /**
   * Checks a value against a schema that is not ours.
   *
   * @return everything that is wrong; empty if nothing is
   */
  public List<FieldError> problems(ObjectNode schema, JsonNode value) {
    return schemas.problems(schema, value);
  }

  private static String step(JacksonException.Reference step) {
    return "/" + (step.getPropertyName() == null ? step.getIndex() + "" : step.getPropertyName());
  }

  private static String id(String name) {
    return SchemaFiles.id(name);
  }

  private static String at(FieldError error) {
    return error.pointer().isEmpty() ? error.message() : error.pointer() + ": " + error.message();
  }
}
