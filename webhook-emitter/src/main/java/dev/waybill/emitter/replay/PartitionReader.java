package dev.waybill.emitter.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads one partition at a time, from any place on, a little ahead. For one thread. */
final class PartitionReader implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final Deque<ConsumerRecord<byte[], byte[]>> ahead = new ArrayDeque<>();
  private @Nullable TopicPartition partition;

  /**
   * A reader that is nowhere yet.
   *
   * @param consumer without a group, read committed; closed with this
   */
  PartitionReader(Consumer<byte[], byte[]> consumer, String topic) {
    this.consumer = consumer;
    this.topic = topic;
  }

  /** Where a partition's records of a time and later begin; its end if there are none. */
  long offsetAt(int number, Instant time) {
    TopicPartition asked = new TopicPartition(topic, number);
    long millis = Math.max(0, time.toEpochMilli());
    OffsetAndTimestamp at = consumer.offsetsForTimes(Map.of(asked, millis), PATIENCE).get(asked);
    return at == null ? end(number) : at.offset();
  }

  /** Where a partition ends now. */
  long end(int number) {
    TopicPartition asked = new TopicPartition(topic, number);
    return consumer.endOffsets(List.of(asked), PATIENCE).getOrDefault(asked, 0L);
  }

  /** Goes to a place; the records there may be gone, then it is the oldest that is kept. */
  void seek(int number, long offset) {
    TopicPartition next = new TopicPartition(topic, number);
    if (!next.equals(partition)) {
      consumer.assign(List.of(next));
      partition = next;
    }
    ahead.clear();
    long kept = consumer.beginningOffsets(List.of(next), PATIENCE).getOrDefault(next, 0L);
    consumer.seek(next, Math.max(kept, offset));
  }

  /** The next record; null if none is at hand within the wait. */
  @Nullable ConsumerRecord<byte[], byte[]> next(Duration wait) {
    if (ahead.isEmpty()) {
      consumer.poll(wait).forEach(ahead::add);
    }
    return ahead.poll();
  }

  /** The place behind everything that was given; markers of transactions count, too. */
  long position() {
    ConsumerRecord<byte[], byte[]> following = ahead.peek();
    if (following != null) {
      return following.offset();
    }
    return partition == null ? 0 : consumer.position(partition, PATIENCE);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
