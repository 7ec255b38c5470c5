package dev.waybill.lane.execution;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What was read and not taken yet, by partition; uncommitted, so that whoever gets the partition
 * next reads it again. Of the loop's thread alone.
 */
final class DispatchQueue {
  private final Map<TopicPartition, ArrayDeque<Queued>> waiting = new LinkedHashMap<>();

  /**
   * A record that waits.
   *
   * @param dispatch empty if it cannot be read
   */
  record Queued(TopicPartition partition, long offset, Optional<ReceivedDispatch> dispatch) {
    static Queued of(TopicPartition partition, ConsumerRecord<byte[], byte[]> record) {
      return new Queued(partition, record.offset(), ReceivedDispatch.read(record));
    }
  }

  /**
   * What is to be taken, and the positions to commit before it is acted on.
   *
   * @param taken in order within each partition
   * @param counts how many of each partition
   * @param positions after the last of each partition
   */
  record Batch<T>(
      List<T> taken,
      Map<TopicPartition, Integer> counts,
      Map<TopicPartition, OffsetAndMetadata> positions) {}

  void add(ConsumerRecords<byte[], byte[]> records) {
    for (TopicPartition partition : records.partitions()) {
      ArrayDeque<Queued> queue = waiting.computeIfAbsent(partition, key -> new ArrayDeque<>());
      records.records(partition).forEach(record -> queue.add(Queued.of(partition, record)));
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
   * The next records, one partition after another in turn, each partition up to the first that is
   * refused; they stay until {@link #remove}.
   *
   * @param reserve makes of a record what is needed to act on it, or refuses it for now
   */
  <T> Batch<T> peek(Function<Queued, Optional<T>> reserve) {
    List<T> taken = new ArrayList<>();
    Map<TopicPartition, Integer> counts = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    List<Iterator<Queued>> sources = new ArrayList<>();
    waiting.values().forEach(queue -> sources.add(queue.iterator()));
    while (!sources.isEmpty()) {
      sources.removeIf(source -> {
        if (!source.hasNext()) {
          return true;
        }
        Queued next = source.next();
        Optional<T> made = reserve.apply(next);
        made.ifPresent(one -> {
          taken.add(one);
          counts.merge(next.partition(), 1, Integer::sum);
          positions.put(next.partition(), new OffsetAndMetadata(next.offset() + 1));
        });
        return made.isEmpty();
      });
    }
    return new Batch<>(taken, counts, positions);
  }

  /** The batch was taken. Partitions that had their turn go behind the others. */
  void remove(Batch<?> batch) {
    batch
        .counts()
        .forEach((partition, count) -> {
          ArrayDeque<Queued> queue = waiting.remove(partition);
          for (int i = 0; queue != null && i < count; i++) {
            queue.removeFirst();
          }
          if (queue != null && !queue.isEmpty()) {
            waiting.put(partition, queue);
          }
        });
  }

  /** These partitions are somebody else's now. */
  void drop(Collection<TopicPartition> partitions) {
    partitions.forEach(waiting::remove);
  }
}
