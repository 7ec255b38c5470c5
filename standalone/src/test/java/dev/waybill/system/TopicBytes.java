package dev.waybill.system;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The bytes of all topics, inner ones of Streams and aborted records too, that were written since
 * this was made. For one thread.
 */
final class TopicBytes implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Long> begun;

  TopicBytes(String bootstrapServers) {
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                "read_uncommitted",
                "auto.offset.reset",
                "none"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    this.begun = Map.copyOf(consumer.endOffsets(partitions(), LIMIT));
  }

  /**
   * Gives keys, values and headers, each with its topic.
   *
   * @return how many records there were
   */
  int since(BiConsumer<String, byte[]> taker) {
    List<TopicPartition> all = partitions();
    consumer.assign(all);
    all.forEach(partition -> consumer.seek(partition, begun.getOrDefault(partition, 0L)));
    Map<TopicPartition, Long> ends = consumer.endOffsets(all, LIMIT);
    int records = 0;
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey(), LIMIT) < end.getValue())) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        records++;
        give(record, taker);
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("the topics could not be read within " + LIMIT);
      }
    }
    return records;
  }

  private static void give(
      ConsumerRecord<byte[], byte[]> record, BiConsumer<String, byte[]> taker) {
    if (record.key() != null) {
      taker.accept(record.topic(), record.key());
    }
    if (record.value() != null) {
      taker.accept(record.topic(), record.value());
    }
    record
        .headers()
        .forEach(header -> {
          if (header.value() != null) {
            taker.accept(record.topic(), header.value());
          }
        });
  }

  private List<TopicPartition> partitions() {
    return consumer.listTopics(LIMIT).entrySet().stream()
        .filter(topic -> !topic.getKey().startsWith("__"))
        .flatMap(topic -> topic.getValue().stream())
        .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
        .toList();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
