package dev.waybill.system;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.Json;
import dev.waybill.schemas.TopicPlan;
import dev.waybill.schemas.WaybillHeaders;
import dev.waybill.testing.TopicReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;

/**
 * The running service and {@code asyncapi.yaml} say the same: every record that Waybill wrote is of
 * one documented kind to the letter, in value, key, headers and place, and every kind and header
 * that is documented occurs. It comes last, to judge what all other tests have brought about.
 */
@Order(Integer.MAX_VALUE)
final class AsyncApiIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int MOST_TOLD = 10;

  /** Where tests write what is no record, to see it given up. */
  private static final Set<String> ANYBODYS = Set.of("operation.requested", "webhook.requested");

  private final SharedWaybill waybill = SharedWaybill.get();
  private final Set<String> letters = new HashSet<>();

  /** What comes again under the id of what was given up is dropped in silence, as any repeat. */
  private final Set<String> idsGivenUp = new HashSet<>();

  private final Set<String> headersSeen = new HashSet<>();

  /** What came in elsewhere was given up at its own place, where it is judged again. */
  private final Set<String> moved = new HashSet<>();

  /** What is wrong → the value of the record. */
  private final Map<String, String> wrong = new LinkedHashMap<>();

  @Test
  void everyRecordIsAsDocumentedAndEveryKindOccurs() {
    TopicsDescription description = TopicsDescription.read(waybill.process().url());
    try (TopicScenery scenery = new TopicScenery(waybill)) {
      scenery.play();
    }
    // Letters first: what was given up need not be as documented.
    List<String> topics = new ArrayList<>(description.channels().keySet());
    topics.sort((a, b) -> Boolean.compare(isOfLetters(b), isOfLetters(a)));
    int records = 0;
    for (String topic : topics) {
      records += judge(topic, description.channels().get(topic));
    }
    System.out.println("records judged: " + records);
    wrong.values().removeIf(moved::contains);
    assertThat(wrong.keySet().stream().limit(MOST_TOLD)).as("%d records", wrong.size()).isEmpty();
    Set<String> documented = new TreeSet<>();
    description
        .channels()
        .values()
        .forEach(
            messages -> messages.forEach(message -> documented.addAll(message.headers().keySet())));
    documented.removeAll(headersSeen);
    assertThat(documented).as("documented headers that do not occur").isEmpty();
  }

  private int judge(String topic, List<TopicsDescription.Message> messages) {
    TopicsJudge judge = new TopicsJudge(topic, messages, TopicPlan.DEFAULT_PARTITIONS);
    int[] judged = {0};
    try (TopicReader<byte[]> reader =
        new TopicReader<>(
            waybill.process().bootstrapServers(), topic, new ByteArrayDeserializer())) {
      reader.readToEnd(LIMIT);
      reader.readUntil(
          records -> {
            for (; judged[0] < records.size(); judged[0]++) {
              judge(judge, topic, records.get(judged[0]));
            }
            return judge.unseen().isEmpty();
          },
          LIMIT);
    }
    headersSeen.addAll(judge.headersSeen());
    return judged[0];
  }

  private void judge(TopicsJudge judge, String topic, ConsumerRecord<String, byte[]> record) {
    List<String> found = judge.judge(record);
    if (isOfLetters(topic)) {
      letters.add(Evidence.originOf(record));
      idsGivenUp.add(id(record));
    } else if (found.isEmpty() && !topic.equals("operation.requested")) {
      found = judge.judgeKey(record);
    }
    if (record.headers().lastHeader(WaybillHeaders.MOVED) != null) {
      moved.add(text(record));
    }
    boolean isGivenUp =
        ANYBODYS.contains(topic)
            && (letters.contains(Evidence.origin(record)) || idsGivenUp.contains(id(record)));
    if (!found.isEmpty() && !isGivenUp) {
      wrong.put(judge.told(record, found), text(record));
    }
  }

  /** The id in a record's value; its place where there is none. */
  private static String id(ConsumerRecord<String, byte[]> record) {
    try {
      if (record.value() != null && Json.mapper().readTree(record.value()).get("id") != null) {
        return Json.mapper().readTree(record.value()).get("id").toString();
      }
    } catch (JacksonException e) {
      // No JSON, no id.
    }
    return Evidence.origin(record);
  }

  private static String text(ConsumerRecord<String, byte[]> record) {
    return record.value() == null ? "" : new String(record.value(), ISO_8859_1);
  }

  private static boolean isOfLetters(String topic) {
    return topic.endsWith(".dead-letter");
  }
}
