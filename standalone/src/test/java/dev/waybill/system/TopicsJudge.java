package dev.waybill.system;

import dev.waybill.schemas.Partitions;
import dev.waybill.system.TopicsDescription.Message;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Holds what was read of one topic to its channel, and remembers which of the documented kinds of
 * records and headers it has seen. For one thread.
 */
final class TopicsJudge {
  private static final int UUID_LENGTH = 36;

  private final String topic;
  private final List<Message> messages;
  private final int partitions;
  private final Set<String> messagesSeen = new HashSet<>();
  private final Set<String> headersSeen = new HashSet<>();

  /**
   * Makes the judge of a topic.
   *
   * @param partitions of the topic
   */
  TopicsJudge(String topic, List<Message> messages, int partitions) {
    this.topic = topic;
    this.messages = messages;
    this.partitions = partitions;
  }

  /** What the document does not say of a record's value and headers; empty if all is as it says. */
  List<String> judge(ConsumerRecord<String, byte[]> record) {
    List<String> wrong = new ArrayList<>();
    List<Message> fitting = new ArrayList<>();
    for (Message message : messages) {
      List<String> found = message.judge(record);
      if (found.isEmpty()) {
        fitting.add(message);
      }
      wrong.addAll(found);
    }
    if (fitting.size() > 1) {
      return List.of("it is of two kinds");
    }
    if (fitting.isEmpty()) {
      return wrong;
    }
    Message message = fitting.getFirst();
    messagesSeen.add(message.name());
    for (Header header : record.headers()) {
      headersSeen.add(header.key());
    }
    return List.of();
  }

  /** The same of its key, and of its place; for a record whose value fits. */
  List<String> judgeKey(ConsumerRecord<String, byte[]> record) {
    List<String> wrong = new ArrayList<>(messages.getFirst().judgeKey(record));
    boolean byId = messages.getFirst().isKeyedById();
    if (wrong.isEmpty() && byId) {
      int home = Partitions.of(UUID.fromString(record.key().substring(0, UUID_LENGTH)), partitions);
      if (record.partition() != home) {
        wrong.add("key %s belongs into partition %d".formatted(record.key(), home));
      }
    }
    return wrong;
  }

  /** The documented kinds of records that were not seen. */
  Set<String> unseen() {
    Set<String> unseen = new TreeSet<>();
    messages.forEach(message -> unseen.add(message.name()));
    unseen.removeAll(messagesSeen);
    return unseen;
  }

  Set<String> headersSeen() {
    return headersSeen;
  }

  /** Names a record for people. */
  String told(ConsumerRecord<String, byte[]> record, List<String> wrong) {
    return "%s:%d:%d %s: %s"
        .formatted(
            topic,
            record.partition(),
            record.offset(),
            wrong,
            record.value() == null ? null : cut(new String(record.value())));
  }

  private static String cut(String text) {
    return text.length() > 300 ? text.substring(0, 300) + "…" : text;
  }
}
