package dev.waybill.lane.host;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.IllegalGenerationException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
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

  private final Admin admin;
  private final Answers answers;

  /**
   * Works through the given client, which stays the caller's.
   *
   * @param timeout of each request
   */
  public FirstPositions(Admin admin, Duration timeout) {
    this.admin = admin;
    this.answers = new Answers(timeout);
  }

  /**
   * Returns once the group has a position that can be read from in each partition of the topics; or
   * once it is seen at work, for only an idle group's positions can be changed, and its members see
   * to their own.
   *
   * @throws KafkaException if the cluster does not answer or refuses
   */
  public void ensure(String group, Collection<String> topics) {
    Map<TopicPartition, OffsetAndMetadata> missing = missing(group, topics);
    if (missing.isEmpty()) {
      return;
    }
    try {
      answers.await(admin.alterConsumerGroupOffsets(group, missing).all());
    } catch (UnknownMemberIdException
        | GroupNotEmptyException
        | RebalanceInProgressException
        | IllegalGenerationException e) {
      LOG.atInfo()
          .addKeyValue("group", group)
          .addKeyValue("partitions", missing.keySet())
          .log("the group is at work already and sees to these positions itself");
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> missing(String group, Collection<String> topics) {
    Map<TopicPartition, OffsetAndMetadata> committed =
        answers.await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    Map<TopicPartition, OffsetSpec> wanted =
        answers.await(admin.describeTopics(topics).allTopicNames()).values().stream()
            .flatMap(topic ->
                IntStream.range(0, topic.partitions().size())
                    .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.earliest()));
    Map<TopicPartition, OffsetAndMetadata> missing = new HashMap<>();
    answers
        .await(admin.listOffsets(wanted).all())
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
    LOG.atWarn()
        .addKeyValue("group", group)
        .addKeyValue("partition", partition)
        .addKeyValue("position", known.offset())
        .addKeyValue("earliest", earliest)
        .log("the position is not in the topic any more; going on at the beginning of what is");
  }
}
