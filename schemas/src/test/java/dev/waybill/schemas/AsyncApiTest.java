package dev.waybill.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SpecificationVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class AsyncApiTest {
  private static final JsonNode DOCUMENT = Documents.asyncApi();

  @Test
  void isADocumentByTheOfficialMetaSchema() {
    assertThat(Documents.judge(DOCUMENT, "asyncapi-3.0.json", SpecificationVersion.DRAFT_7))
        .isEmpty();
  }

  @Test
  void theMetaSchemaFindsWhatIsWrong() {
    ObjectNode wrong = ((ObjectNode) DOCUMENT).deepCopy();
    ((ObjectNode) wrong.at("/channels/operationEvent")).put("messages", "none");
    assertThat(Documents.judge(wrong, "asyncapi-3.0.json", SpecificationVersion.DRAFT_7))
        .isNotEmpty();
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    assertThat(Documents.dangling(DOCUMENT)).isEmpty();
  }

  @Test
  void channelsAreTheTopicsWithTheirRetention() {
    Map<String, JsonNode> told = new HashMap<>();
    DOCUMENT
        .get("channels")
        .forEach(channel ->
            told.put(
                channel.get("address").asString(),
                channel.at("/bindings/kafka/topicConfiguration")));
    List<NewTopic> topics = new TopicPlan(Topics.unprefixed(), 12, (short) 1).newTopics();
    assertThat(told.keySet())
        .containsExactlyInAnyOrderElementsOf(topics.stream().map(NewTopic::name).toList());
    for (NewTopic topic : topics) {
      JsonNode settings = told.get(topic.name());
      assertThat(settings.at("/cleanup.policy/0").asString())
          .as(topic.name())
          .isEqualTo(topic.configs().get("cleanup.policy"));
      assertThat(settings.path("retention.ms").asString(""))
          .as(topic.name())
          .isEqualTo(topic.configs().getOrDefault("retention.ms", ""));
    }
  }
}
