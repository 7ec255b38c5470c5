package dev.waybill.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Bodies that must be refused, and what the refusal points at. */
class HostilePayloadTest {
  private static final String ID = "7c0f5a52-6c1c-4c8e-9a53-0d3f5e0b8a11";

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          vehicle-create | {} | (root) required
          vehicle-create | [] | (root) type
          vehicle-create | null | (root) type
          vehicle-create | "x" | (root) type
          vehicle-create | {"connection_id":null} | /connection_id type
          vehicle-create | {"connection_id":7} | /connection_id type
          vehicle-create | {"connection_id":"@NL"} | /connection_id pattern
          """)
  void refusesWhatTheSchemaRulesOut(String schema, String body, String problem) {
    String text = body.replace("@NL", ID + "\\n").replace("@", ID);
    JsonNode document = Json.mapper().readTree(text);

    assertThat(SchemaJudge.judge(SchemaFiles.id("resources/" + schema), document))
        .containsExactly(problem);
  }
}
