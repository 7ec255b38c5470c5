package dev.waybill.lane.host;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
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
    OptionalLong producer = producer(admin, answers, partition, hold.offset());
    Optional<TransactionListing> transaction =
        producer.isPresent() ? transaction(admin, answers, producer.getAsLong()) : Optional.empty();
    return "a transaction that was left open%s%s holds back %s for %d s; %s"
        .formatted(
            producer.isPresent() ? " by the producer with the id " + producer.getAsLong() : "",
            transaction.map(known -> " (" + known.transactionalId() + ")").orElse(""),
            partition,
            Duration.ofNanos(now - hold.sinceNanos()).toSeconds(),
            outlook(transaction.map(TransactionListing::state), partition, hold.offset()));
  }

  /**
   * What becomes of it, and what is to be done.
   *
   * @param state as the transaction's coordinator has it; empty if it tells of none, or not us
   */
  static String outlook(Optional<TransactionState> state, TopicPartition partition, long offset) {
    return switch (state.orElse(TransactionState.ONGOING)) {
      case PREPARE_COMMIT, PREPARE_ABORT ->
          "Kafka is ending it and has not got through: if that lasts, look into the brokers' logs"
              + " and restart the broker that coordinates it";
      case EMPTY, COMPLETE_COMMIT, COMPLETE_ABORT ->
          "Kafka counts it as ended and will not abort it: do so by kafka-transactions.sh abort"
              + " --topic %s --partition %d --start-offset %d"
                  .formatted(partition.topic(), partition.partition(), offset);
      default -> "Kafka aborts it at the producer's transaction timeout";
    };
  }

  private static OptionalLong producer(
      Admin admin, Answers answers, TopicPartition partition, long offset) {
    try {
      return answers
          .await(admin.describeProducers(List.of(partition)).partitionResult(partition))
          .activeProducers()
          .stream()
          .filter(producer -> producer.currentTransactionStartOffset().orElse(-1) == offset)
          .mapToLong(ProducerState::producerId)
          .findFirst();
    } catch (KafkaException e) {
      return OptionalLong.empty(); // The right to know is not the right that counts here.
    }
  }

  private static Optional<TransactionListing> transaction(
      Admin admin, Answers answers, long producer) {
    try {
      ListTransactionsOptions ofProducer =
          new ListTransactionsOptions().filterProducerIds(Set.of(producer));
      return answers.await(admin.listTransactions(ofProducer).all()).stream().findFirst();
    } catch (KafkaException e) {
      return Optional.empty();
    }
  }
}
