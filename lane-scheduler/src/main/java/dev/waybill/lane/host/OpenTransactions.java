package dev.waybill.lane.host;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds transactions that somebody left open: nobody who reads committed records gets past their
 * beginning until they end or Kafka aborts them. Of one thread.
 */
final class OpenTransactions {
  /** Longer than a transaction of our own can be: its timeout and the broker's look for it. */
  private static final Duration SHOWS_AFTER = Duration.ofSeconds(15);

  /** Where readers of committed records stand still, and since when. */
  private record Hold(long offset, long sinceNanos) {}

  private final Map<TopicPartition, Hold> holds = new HashMap<>();

  /** What is held back for long, in a sentence. */
  Optional<String> look(Admin admin, Answers answers, Collection<String> topics) {
    Map<TopicPartition, OffsetSpec> latest = latest(admin, answers, topics);
    Map<TopicPartition, ListOffsetsResultInfo> readable =
        offsets(admin, answers, latest, IsolationLevel.READ_COMMITTED);
    Map<TopicPartition, ListOffsetsResultInfo> written =
        offsets(admin, answers, latest, IsolationLevel.READ_UNCOMMITTED);
    long now = System.nanoTime();
    readable.forEach((partition, end) -> {
      ListOffsetsResultInfo all = written.get(partition);
      if (all == null || end.offset() >= all.offset()) {
        holds.remove(partition);
      } else {
        holds.compute(
            partition,
            (key, known) ->
                known != null && known.offset() == end.offset()
                    ? known
                    : new Hold(end.offset(), now));
      }
    });
    return holds.entrySet().stream()
        .filter(hold -> now - hold.getValue().sinceNanos() > SHOWS_AFTER.toNanos())
        .findFirst()
        .map(hold -> sentence(admin, answers, hold.getKey(), hold.getValue(), now));
  }

  private static Map<TopicPartition, OffsetSpec> latest(
      Admin admin, Answers answers, Collection<String> topics) {
    return answers.await(admin.describeTopics(topics).allTopicNames()).values().stream()
        .flatMap(topic ->
            IntStream.range(0, topic.partitions().size())
                .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
        .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
  }

  private static Map<TopicPartition, ListOffsetsResultInfo> offsets(
      Admin admin,
      Answers answers,
      Map<TopicPartition, OffsetSpec> wanted,
      IsolationLevel isolation) {
    return answers.await(admin.listOffsets(wanted, new ListOffsetsOptions(isolation)).all());
  }

  private static String sentence(
      Admin admin, Answers answers, TopicPartition partition, Hold hold, long now) {
    return ("a transaction that was left open%s holds back %s for %d s;"
            + " Kafka aborts it at the producer's transaction timeout")
        .formatted(
            producer(admin, answers, partition, hold.offset()),
            partition,
            Duration.ofNanos(now - hold.sinceNanos()).toSeconds());
  }

  private static String producer(
      Admin admin, Answers answers, TopicPartition partition, long offset) {
    try {
      return answers
          .await(admin.describeProducers(List.of(partition)).partitionResult(partition))
          .activeProducers()
          .stream()
          .filter(producer -> producer.currentTransactionStartOffset().orElse(-1) == offset)
          .map(ProducerState::producerId)
          .findFirst()
          .map(id -> " by the producer with the id " + id)
          .orElse("");
    } catch (KafkaException e) {
      return ""; // The right to know is not the right that counts here.
    }
  }
}
