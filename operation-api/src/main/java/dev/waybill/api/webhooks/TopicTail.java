package dev.waybill.api.webhooks;

import dev.waybill.api.http.PartnerPlaces;
import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.schemas.Partitions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads a topic backwards from a time, one key's partition only, and no more of it at a time than a
 * budget: for logs that are asked for now and then and are worth no store of their own.
 * Thread-safe.
 */
public final class TopicTail {
  private static final int CHUNK = 2_000;
  private static final int BUDGET = 40_000;
  private static final int AT_ONCE = 8;
  private static final int AT_ONCE_OF_A_PARTNER = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(100);

  private final String topic;
  private final int partitions;
  private final KafkaClients clients;
  private final PartnerPlaces places = new PartnerPlaces(AT_ONCE, AT_ONCE_OF_A_PARTNER);

  /** A reader of a topic; nothing is opened yet. */
  public TopicTail(String topic, int partitions, KafkaClients clients) {
    this.topic = topic;
    this.partitions = partitions;
    this.clients = clients;
  }

  /**
   * What was found.
   *
   * @param records newest first
   * @param down whether there may be older ones
   * @param reached the time of the oldest record that was looked at, wanted or not
   * @param seen how many wanted ones there were of just that time, those included that were skipped
   */
  record Found(
      List<ConsumerRecord<byte[], byte[]>> records, boolean down, long reached, int seen) {}

  /**
   * Reads backwards.
   *
   * @param partner who asks
   * @param key whose partition
   * @param from not older than this; the log's beginning if it is before that
   * @param to older than this
   * @param wanted which records
   * @param skip how many of them are not kept, from the newest on
   * @param most how many of the others
   * @throws RefusedException 503 if Kafka does not answer, or too many read already
   */
  Found read(
      UUID partner,
      UUID key,
      Instant from,
      Instant to,
      Predicate<ConsumerRecord<byte[], byte[]>> wanted,
      int skip,
      int most) {
    if (!places.tryAcquire(partner)) {
      throw unavailable();
    }
    try (Consumer<byte[], byte[]> consumer =
        clients.consumer(null, Map.of("max.poll.records", CHUNK))) {
      TopicPartition partition = new TopicPartition(topic, Partitions.of(key, partitions));
      consumer.assign(List.of(partition));
      return new Reading(consumer, partition, wanted, skip, most).run(from, to);
    } catch (KafkaException e) {
      throw unavailable();
    } finally {
      places.release(partner);
    }
  }

  private static RefusedException unavailable() {
    return RefusedException.retryLater(
        ProblemCode.REGISTRY_UNAVAILABLE, "the log cannot be read at the moment; try again", 2);
  }

  /** One reading, with its consumer. */
  private record Reading(
      Consumer<byte[], byte[]> consumer,
      TopicPartition partition,
      Predicate<ConsumerRecord<byte[], byte[]>> wanted,
      int skip,
      int most) {
    Found run(Instant from, Instant to) {
      long bottom = offsetAt(from);
      long top = offsetAt(to);
      List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
      long reached = to.toEpochMilli();
      int left = skip;
      int seen = 0;
      long begun = System.nanoTime();
      for (long scanned = 0;
          top > bottom && scanned < BUDGET && System.nanoTime() - begun < PATIENCE.toNanos();
          scanned += CHUNK) {
        long start = Math.max(bottom, top - CHUNK);
        for (ConsumerRecord<byte[], byte[]> record : chunk(start, top).reversed()) {
          seen = record.timestamp() == reached ? seen : 0;
          reached = record.timestamp();
          if (wanted.test(record)) {
            seen++;
            if (left > 0) {
              left--;
            } else {
              found.add(record);
            }
            if (found.size() == most) {
              return new Found(found, true, reached, seen);
            }
          }
        }
        top = start;
      }
      return new Found(found, top > bottom, reached, seen);
    }

    private long offsetAt(Instant time) {
      long millis = Math.max(0, time.toEpochMilli());
      OffsetAndTimestamp at =
          consumer.offsetsForTimes(Map.of(partition, millis), PATIENCE).get(partition);
      return at != null ? at.offset() : end();
    }

    private long end() {
      Long end = consumer.endOffsets(List.of(partition), PATIENCE).get(partition);
      return end == null ? 0 : end;
    }

    private List<ConsumerRecord<byte[], byte[]>> chunk(long start, long end) {
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      consumer.seek(partition, start);
      long begun = System.nanoTime();
      while (consumer.position(partition) < end) {
        if (System.nanoTime() - begun > PATIENCE.toNanos()) {
          throw unavailable();
        }
        consumer
            .poll(POLL)
            .forEach(record -> {
              if (record.offset() < end) {
                records.add(record);
              }
            });
      }
      return records;
    }
  }
}
