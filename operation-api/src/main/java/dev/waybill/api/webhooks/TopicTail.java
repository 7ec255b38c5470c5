package dev.waybill.api.webhooks;

import dev.waybill.api.http.PartnerPlaces;
import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.schemas.Partitions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads a topic by time, newest first, one key's partition only, and no more of it at a time than a
 * budget: for logs that are asked for now and then and are worth no store of their own.
 * Thread-safe.
 */
public final class TopicTail {
  private static final int MOST_OF_A_POLL = 2_000;
  private static final int AT_ONCE = 8;
  private static final int AT_ONCE_OF_A_PARTNER = 2;

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
   * Reads a page.
   *
   * @param partner who asks
   * @param key whose partition
   * @param from not older than this; the log's beginning if it is before that
   * @param to older than this
   * @param wanted which records
   * @param cursor on which side of which cut; null for the newest
   * @param most how many
   * @throws RefusedException 503 if Kafka does not answer, or too many read already
   */
  TailReading.Found read(
      UUID partner,
      UUID key,
      Instant from,
      Instant to,
      Predicate<ConsumerRecord<byte[], byte[]>> wanted,
      @Nullable TimeCursor cursor,
      int most) {
    if (!places.tryAcquire(partner)) {
      throw unavailable();
    }
    try (Consumer<byte[], byte[]> consumer =
        clients.consumer(null, Map.of("max.poll.records", MOST_OF_A_POLL))) {
      TopicPartition partition = new TopicPartition(topic, Partitions.of(key, partitions));
      consumer.assign(List.of(partition));
      TailReading reading = new TailReading(consumer, partition, wanted, most);
      return cursor == null ? reading.newest(from, to) : reading.beside(cursor, from, to);
    } catch (KafkaException e) {
      throw unavailable();
    } finally {
      places.release(partner);
    }
  }

  static RefusedException unavailable() {
    return RefusedException.retryLater(
        ProblemCode.REGISTRY_UNAVAILABLE, "the log cannot be read at the moment; try again", 2);
  }
}
