package dev.waybill.api.view;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Looks for the last record before an offset, in ever longer stretches from the end. */
final class TailReader {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final int LONGER = 16;

  private final Consumer<byte[], byte[]> consumer;
  private final TopicPartition partition;

  /**
   * Makes a reader.
   *
   * @param consumer read_committed, used for nothing else
   */
  TailReader(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
    this.consumer = consumer;
    this.partition = partition;
  }

  /**
   * The offset after the last committed record in {@code [from, to)}.
   *
   * @param deadline by {@link System#nanoTime()}
   * @return {@code from} if there is no record; empty if it could not be told in time
   */
  OptionalLong afterLastRecord(long from, long to, long deadline) {
    consumer.assign(List.of(partition));
    for (long stretch = LONGER; ; stretch *= LONGER) {
      long start = Math.max(from, to - stretch);
      consumer.seek(partition, start);
      long after = -1;
      while (consumer.position(partition) < to) {
        if (System.nanoTime() >= deadline) {
          return OptionalLong.empty();
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (record.offset() < to) {
            after = record.offset() + 1;
          }
        }
      }
      if (after >= 0) {
        return OptionalLong.of(after);
      }
      if (start == from) {
        return OptionalLong.of(from);
      }
    }
  }
}
