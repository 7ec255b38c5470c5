package dev.waybill.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class OpenApiTest {
  private static final JsonNode DOCUMENT = Documents.openApi();

  @Test
  void isADocumentByTheOfficialMetaSchema() {
    assertThat(Documents.judge(DOCUMENT, "openapi-3.1.json", SpecificationVersion.DRAFT_2020_12))
        .isEmpty();
  }

  @Test
  void theMetaSchemaFindsWhatIsWrong() {
    ObjectNode wrong = ((ObjectNode) DOCUMENT).deepCopy();
    ((ObjectNode) wrong.at("/paths/~1v2~1telematics~1vehicles/post")).put("responses", "none");
    assertThat(Documents.judge(wrong, "openapi-3.1.json", SpecificationVersion.DRAFT_2020_12))
        .isNotEmpty();
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    assertThat(Documents.dangling(DOCUMENT)).isEmpty();
  }

  @Test
  void everyOperationHasANameOfItsOwnATagAndASummary() {
    List<String> names = new ArrayList<>();
    List<String> tags =
        DOCUMENT.get("tags").valueStream().map(tag -> tag.get("name").asString()).toList();
    operations(operation -> {
      names.add(operation.path("operationId").asString(""));
      assertThat(tags).contains(operation.at("/tags/0").asString());
      assertThat(operation.path("summary").asString("")).as(names.getLast()).isNotBlank();
      assertThat(operation.has("security")).as(names.getLast()).isTrue();
    });
    assertThat(names).doesNotHaveDuplicates().doesNotContain("").hasSizeGreaterThan(40);
  }

  @Test
  void everyBodyHasAnExampleThatObeysItsSchema() {
    List<String> wrong = new ArrayList<>();
    Documents.walk(
        DOCUMENT,
        "",
        (place, object) -> {
          if (!place.endsWith("/content")) {
            return;
          }
          object.forEachEntry((type, body) -> {
            if (!body.has("example")) {
              wrong.add(place + " " + type + " has no example");
            } else {
              Documents.judge(DOCUMENT, body.get("schema"), body.get("example"))
                  .forEach(error -> wrong.add(place + " " + error));
            }
          });
        });
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyParameterOfAPathIsDeclared() {
    DOCUMENT
        .get("paths")
        .forEachEntry((path, item) -> {
          List<String> declared = new ArrayList<>();
          collect(item, declared);
          item.forEach(operation -> collect(operation, declared));
          String[] parts = path.split("[{}]", -1);
          for (int i = 1; i < parts.length; i += 2) {
            assertThat(declared).as(path).contains(parts[i]);
          }
        });
  }

  private static void collect(JsonNode holder, List<String> names) {
    holder
        .path("parameters")
        .valueStream()
        .map(parameter -> Documents.resolved(DOCUMENT, parameter))
        .filter(parameter -> parameter.get("in").asString().equals("path"))
        .forEach(parameter -> names.add(parameter.get("name").asString()));
  }

  private static void operations(Consumer<JsonNode> visitor) {
    DOCUMENT
        .get("paths")
        .forEach(item ->
            item.forEachEntry((method, operation) -> {
              if (!method.equals("parameters")) {
                visitor.accept(operation);
              }
            }));
  }
}
