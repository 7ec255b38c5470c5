package dev.waybill.lane.host;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a consumer group its positions on purpose: consumers run with {@code
 * auto.offset.reset=none}, so that a lost position is never answered by silently reading
 * everything, or nothing.
 *
 * <p>A partition without a position begins at its beginning: duplicates are dropped by id and old
 * attempts are refused by their time. One whose position fell out of the topic's retention, while
 * no process ran, goes on at what is left, and loudly.
 */
public final class FirstPositions {
  private static final Logger LOG = LoggerFactory.getLogger(FirstPositions.class);
  private static final int TRIES = 5;

  private final Admin admin;
  private final Duration timeout;

  /**
   * Works through the given client, which stays the caller's.
   *
   * @param timeout of each request
   */
  public FirstPositions(Admin admin, Duration timeout) {
    this.admin = admin;
    this.timeout = timeout;
  }

  /**
   * Returns once the group has a position that can be read from in each partition of the topics.
   *
   * @throws KafkaException if the cluster does not answer or refuses
   */
  public void ensure(String group, Collection<String> topics) {
    for (int i = 1; ; i++) {
      Map<TopicPartition, OffsetAndMetadata> missing = missing(group, topics);
      if (missing.isEmpty()) {
        return;
      }
      try {
        await(admin.alterConsumerGroupOffsets(group, missing).all());
        return;
      } catch (KafkaException e) {
        // Another process of the group was faster and runs by now: then nothing is missing any
        // more.
        if (i == TRIES) {
          throw e;
        }
      }
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> missing(String group, Collection<String> topics) {
    Map<TopicPartition, OffsetAndMetadata> committed =
        await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    Map<TopicPartition, OffsetSpec> wanted =
        await(admin.describeTopics(topics).allTopicNames()).values().stream()
            .flatMap(topic ->
                IntStream.range(0, topic.partitions().size())
                    .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.earliest()));
    Map<TopicPartition, OffsetAndMetadata> missing = new HashMap<>();
    await(admin.listOffsets(wanted).all())
        .forEach((partition, earliest) -> {
          OffsetAndMetadata known = committed.get(partition);
          if (known == null || known.offset() < earliest.offset()) {
            report(group, partition, known, earliest.offset());
            missing.put(partition, new OffsetAndMetadata(earliest.offset()));
          }
        });
    return missing;
  }

  private static void report(
      String group, TopicPartition partition, @Nullable OffsetAndMetadata known, long earliest) {
    if (known == null) {
      LOG.atDebug()
          .addKeyValue("group", group)
          .addKeyValue("partition", partition)
          .log("first position");
      return;
    }
    LOG.atError()
        .addKeyValue("group", group)
        .addKeyValue("partition", partition)
        .addKeyValue("position", known.offset())
        .addKeyValue("earliest", earliest)
        .log("records were deleted by the topic's retention before they were read");
  }

  private <T> T await(KafkaFuture<T> future) {
    try {
      return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    } catch (TimeoutException e) {
      throw new KafkaException("Kafka did not answer within " + timeout.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
    }
  }
}
