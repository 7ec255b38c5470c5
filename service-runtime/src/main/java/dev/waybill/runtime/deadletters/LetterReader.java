package dev.waybill.runtime.deadletters;

import dev.waybill.runtime.StartupException;
import dev.waybill.runtime.kafka.KafkaClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Reads what was committed on some topics when it was made, as often as asked. For one thread.
 *
 * <p>In order within a partition. Holds a batch at a time: nobody knows how many letters there are.
 */
final class LetterReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Consumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Long> ends;

  private LetterReader(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    this.consumer = consumer;
    this.ends = ends;
  }

  /** Takes a batch. */
  @FunctionalInterface
  interface Batch {
    void take(List<ConsumerRecord<byte[], byte[]>> records);
  }

  static LetterReader open(KafkaClients kafka, List<String> topics) {
    Consumer<byte[], byte[]> consumer =
        kafka.consumer(
            null,
            Map.of(
                "allow.auto.create.topics",
                false,
                "default.api.timeout.ms",
                Math.toIntExact(KafkaClients.ADMIN_TIMEOUT.toMillis())));
    try {
      List<TopicPartition> partitions = new ArrayList<>();
      for (String topic : topics) {
        List<PartitionInfo> found = consumer.partitionsFor(topic);
        if (found == null || found.isEmpty()) {
          throw new StartupException(
              "there is no topic %s; check topics.prefix, or create the topics (waybill topics)"
                  .formatted(topic));
        }
        found.forEach(one -> partitions.add(new TopicPartition(topic, one.partition())));
      }
      consumer.assign(partitions);
      return new LetterReader(consumer, consumer.endOffsets(partitions));
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  /**
   * Reads from the beginning.
   *
   * @throws TimeoutException if nothing more comes for a while
   */
  void read(Batch batch) {
    consumer.seekToBeginning(ends.keySet());
    long progress = System.nanoTime();
    while (!atEnd()) {
      ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
      if (!polled.isEmpty()) {
        progress = System.nanoTime();
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        polled.forEach(record -> {
          if (record.offset() < end(record)) {
            records.add(record);
          }
        });
        batch.take(records);
      } else if (System.nanoTime() - progress > PATIENCE.toNanos()) {
        throw new TimeoutException("no more records came within " + PATIENCE.toSeconds() + " s");
      }
    }
  }

  private long end(ConsumerRecord<byte[], byte[]> record) {
    return ends.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L);
  }

  private boolean atEnd() {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  @Override
  public void close() {
    consumer.close();
  }
}
