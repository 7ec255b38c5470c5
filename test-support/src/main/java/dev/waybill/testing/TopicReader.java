package dev.waybill.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads a topic from its beginning, read committed, and keeps all that was read. For one thread.
 *
 * @param <V> the values' type
 */
public final class TopicReader<V> implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int SHOWN = 5;

  private final String topic;
  private final KafkaConsumer<String, V> consumer;
  private final List<ConsumerRecord<String, V>> seen = new ArrayList<>();

  /** A reader of an existing topic; keys are text. */
  public TopicReader(String bootstrapServers, String topic, Deserializer<V> values) {
    this.topic = topic;
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed");
    this.consumer = new KafkaConsumer<>(settings, new StringDeserializer(), values);
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** A reader whose values are text. */
  public static TopicReader<String> ofText(String bootstrapServers, String topic) {
    return new TopicReader<>(bootstrapServers, topic, new StringDeserializer());
  }

  /** A reader whose values are what {@code decode} makes of the bytes, null for a tombstone. */
  public static <T> TopicReader<T> of(
      String bootstrapServers, String topic, Function<byte[], T> decode) {
    Deserializer<byte[]> bytes = new ByteArrayDeserializer();
    return new TopicReader<>(
        bootstrapServers, topic, (name, data) -> decode.apply(bytes.deserialize(name, data)));
  }

  /**
   * Reads on until the condition holds for all that was read so far.
   *
   * @return everything read since the beginning
   * @throws AssertionError if it does not hold within the limit; the message shows the last records
   */
  public List<ConsumerRecord<String, V>> readUntil(
      Predicate<List<ConsumerRecord<String, V>>> condition, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.test(seen())) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError(
            "Within "
                + limit
                + " the condition on "
                + topic
                + " did not hold; "
                + seen.size()
                + " records, the last: "
                + seen.subList(Math.max(0, seen.size() - SHOWN), seen.size()));
      }
      consumer.poll(POLL).forEach(seen::add);
    }
    return List.copyOf(seen);
  }

  /** Reads on until there are at least so many records. */
  public List<ConsumerRecord<String, V>> readAtLeast(int count, Duration limit) {
    return readUntil(records -> records.size() >= count, limit);
  }

  /** Reads to the end as it is now: every record committed before the call is in the answer. */
  public List<ConsumerRecord<String, V>> readToEnd(Duration limit) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    return readUntil(
        records ->
            ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue()),
        limit);
  }

  /** What was read so far. */
  public List<ConsumerRecord<String, V>> seen() {
    return Collections.unmodifiableList(seen);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
