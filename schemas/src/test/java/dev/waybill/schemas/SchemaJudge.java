package dev.waybill.schemas;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Holds documents to our schemas, with the validator that the services use. */
final class SchemaJudge {
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(SchemaFiles::textOf));

  private SchemaJudge() {}

  /** Everything that is wrong, as {@code pointer keyword}, sorted; empty if nothing is. */
  static List<String> judge(String schemaId, JsonNode document) {
    return REGISTRY.getSchema(SchemaLocation.of(schemaId)).validate(document).stream()
        .map(SchemaJudge::describe)
        .sorted()
        .toList();
  }

  private static String describe(Error error) {
    String pointer = error.getInstanceLocation().toString();
    return (pointer.isEmpty() ? "(root)" : pointer) + " " + error.getKeyword();
  }
}
