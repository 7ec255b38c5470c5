package dev.waybill.lane.execution;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What was read and not taken yet, by partition; uncommitted, so that whoever gets the partition
 * next reads it again. Of the loop's thread alone.
 */
final class DispatchQueue {
  private final Map<TopicPartition, ArrayDeque<ConsumerRecord<byte[], byte[]>>> waiting =
      new LinkedHashMap<>();

  /**
   * Records to be taken, and the positions to commit before they are acted on.
   *
   * @param records in order within each partition
   * @param positions after the last of each partition
   */
  record Batch(
      List<ConsumerRecord<byte[], byte[]>> records,
      Map<TopicPartition, OffsetAndMetadata> positions) {}

  void add(ConsumerRecords<byte[], byte[]> records) {
    for (TopicPartition partition : records.partitions()) {
      waiting
          .computeIfAbsent(partition, key -> new ArrayDeque<>())
          .addAll(records.records(partition));
    }
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Partitions from which no more should be fetched for now. */
  Set<TopicPartition> partitions() {
    return waiting.keySet();
  }

  /**
   * The next records, at most this many, one partition after another in turn; they stay until
   * {@link #remove}.
   */
  Batch peek(int most) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    Map<TopicPartition, Iterator<ConsumerRecord<byte[], byte[]>>> sources = new LinkedHashMap<>();
    waiting.forEach((partition, queue) -> sources.put(partition, queue.iterator()));
    while (records.size() < most && !sources.isEmpty()) {
      var turn = sources.entrySet().iterator();
      while (turn.hasNext() && records.size() < most) {
        var source = turn.next();
        if (source.getValue().hasNext()) {
          ConsumerRecord<byte[], byte[]> record = source.getValue().next();
          records.add(record);
          positions.put(source.getKey(), new OffsetAndMetadata(record.offset() + 1));
        } else {
          turn.remove();
        }
      }
    }
    return new Batch(records, positions);
  }

  /** The batch was taken. Partitions that had their turn go behind the others. */
  void remove(Batch batch) {
    for (ConsumerRecord<byte[], byte[]> record : batch.records()) {
      TopicPartition partition = new TopicPartition(record.topic(), record.partition());
      ArrayDeque<ConsumerRecord<byte[], byte[]>> queue = waiting.get(partition);
      if (queue != null) {
        queue.removeFirst();
      }
    }
    for (TopicPartition partition : batch.positions().keySet()) {
      ArrayDeque<ConsumerRecord<byte[], byte[]>> queue = waiting.remove(partition);
      if (queue != null && !queue.isEmpty()) {
        waiting.put(partition, queue);
      }
    }
  }

  /** These partitions are somebody else's now. */
  void drop(Collection<TopicPartition> partitions) {
    partitions.forEach(waiting::remove);
  }
}
