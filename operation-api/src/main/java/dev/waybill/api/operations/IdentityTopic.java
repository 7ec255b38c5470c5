package dev.waybill.api.operations;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.api.http.PartnerPlaces;
import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Partitions;
import dev.waybill.schemas.ResourceIdentity;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Looks identities up where the scheduler tells them, by reading the connection's partition of
 * {@code resource.identity}: there may be millions, dry runs are few, and so no copy is kept.
 * Thread-safe; a few look-ups at once.
 */
public final class IdentityTopic implements Identities {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int AT_ONCE = 8;
  private static final int AT_ONCE_OF_A_PARTNER = 2;

  private final String topic;
  private final int partitions;
  private final KafkaClients clients;
  private final PartnerPlaces places = new PartnerPlaces(AT_ONCE, AT_ONCE_OF_A_PARTNER);

  /**
   * Makes it.
   *
   * @param topic compacted, by connection, resource and id
   */
  public IdentityTopic(String topic, int partitions, KafkaClients clients) {
    this.topic = topic;
    this.partitions = partitions;
    this.clients = clients;
  }

  @Override
  public Map<Named, String> find(UUID partnerId, UUID connectionId, Set<Named> wanted) {
    if (wanted.isEmpty()) {
      return Map.of();
    }
    if (!places.tryAcquire(partnerId)) {
      throw RefusedException.retryLater(
          ProblemCode.BUSY,
          "as many dry runs that name resources are under way as this instance takes, or as you may"
              + " have; try again",
          1);
    }
    Map<String, Object> bounded =
        Map.of("default.api.timeout.ms", Math.toIntExact(PATIENCE.toMillis()));
    try (Consumer<byte[], byte[]> consumer = clients.consumer(null, bounded)) {
      return read(consumer, connectionId, wanted);
    } catch (KafkaException e) {
      throw unavailable();
    } finally {
      places.release(partnerId);
    }
  }

  private Map<Named, String> read(
      Consumer<byte[], byte[]> consumer, UUID connectionId, Set<Named> wanted) {
    TopicPartition partition = new TopicPartition(topic, Partitions.of(connectionId, partitions));
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
    long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    long begun = System.nanoTime();
    Map<String, Named> keys = new HashMap<>();
    wanted.forEach(one ->
        keys.put("%s/%s/%s".formatted(connectionId, one.resource().wireName(), one.id()), one));
    Map<Named, String> found = new HashMap<>();
    while (consumer.position(partition) < end) {
      if (System.nanoTime() - begun > PATIENCE.toNanos()) {
        throw unavailable();
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        Named named = record.key() == null ? null : keys.get(new String(record.key(), UTF_8));
        String sourceId = named == null ? null : sourceId(record.value());
        if (named != null && sourceId != null) {
          found.put(named, sourceId);
        }
      }
    }
    return found;
  }

  /** Null for what is no identity: it names nothing. */
  private static @Nullable String sourceId(byte @Nullable [] value) {
    try {
      return value == null ? null : Json.read(value, ResourceIdentity.class).sourceId();
    } catch (JacksonException e) {
      return null;
    }
  }

  private static RefusedException unavailable() {
    return RefusedException.retryLater(
        ProblemCode.KAFKA_UNAVAILABLE,
        "the ids that the TSP has for what is named here could not be read in time; try again",
        5);
  }
}
