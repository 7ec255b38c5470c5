package dev.waybill.lane.host;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Finds unread records that retention will soon delete: by their age against {@code retention.ms},
 * by their bytes against {@code retention.bytes}. Of one thread.
 */
final class RetentionCheck {
  /** So much of the retention may be used up. */
  private static final double ALLOWED = 0.75;

  private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(200);

  private final String group;
  private final List<String> topics;
  private final Map<String, Object> clients;
  private final InstantSource clock;

  RetentionCheck(
      String group, List<String> topics, Map<String, Object> clients, InstantSource clock) {
    this.group = group;
    this.topics = List.copyOf(topics);
    this.clients = Map.copyOf(clients);
    this.clock = clock;
  }

  /** How long, and how much of a partition, a topic keeps; empty for without bound. */
  private record Kept(OptionalLong millis, OptionalLong bytes) {}

  /** A partition with records that the group has not read. */
  private record Unread(TopicPartition partition, long from, long end, Kept kept) {
    long count() {
      return end - from;
    }
  }

  /** The first partition in danger, in a sentence. */
  Optional<String> look(Admin admin, Answers answers) {
    List<Unread> unread = unread(admin, answers);
    return tooOld(admin, answers, unread).or(() -> tooLarge(admin, answers, unread));
  }

  private List<Unread> unread(Admin admin, Answers answers) {
    Map<String, Kept> kept = kept(admin, answers);
    Map<TopicPartition, OffsetAndMetadata> positions =
        new HashMap<>(
            answers.await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()));
    positions
        .entrySet()
        .removeIf(entry -> entry.getValue() == null || !kept.containsKey(entry.getKey().topic()));
    Map<TopicPartition, Long> ends = offsets(admin, answers, positions, OffsetSpec.latest());
    return positions.entrySet().stream()
        .map(entry ->
            new Unread(
                entry.getKey(),
                entry.getValue().offset(),
                ends.getOrDefault(entry.getKey(), 0L),
                kept.getOrDefault(
                    entry.getKey().topic(), new Kept(OptionalLong.empty(), OptionalLong.empty()))))
        .filter(partition -> partition.count() > 0)
        .toList();
  }

  private Optional<String> tooOld(Admin admin, Answers answers, List<Unread> unread) {
    Instant now = clock.instant();
    for (Unread one : unread) {
      if (one.kept().millis().isEmpty()) {
        continue;
      }
      long millis = one.kept().millis().getAsLong();
      Instant limit = now.minusMillis((long) (millis * ALLOWED));
      TopicPartition partition = one.partition();
      long firstYoung =
          offsets(
                  admin,
                  answers,
                  Map.of(partition, one),
                  OffsetSpec.forTimestamp(Math.max(0, limit.toEpochMilli())))
              .getOrDefault(partition, -1L);
      if (firstYoung < 0 || one.from() < firstYoung) {
        // Offsets alone cannot tell: what is behind the position may be a transaction's marker.
        Optional<Instant> oldest = oldest(one).filter(time -> time.isBefore(limit));
        if (oldest.isPresent()) {
          return Optional.of(
              "unread records of %s are up to %s old and are deleted after %s (%d wait)"
                  .formatted(
                      partition,
                      words(Duration.between(oldest.get(), now)),
                      words(Duration.ofMillis(millis)),
                      one.count()));
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> tooLarge(Admin admin, Answers answers, List<Unread> unread) {
    List<Unread> bounded = unread.stream().filter(one -> one.kept().bytes().isPresent()).toList();
    if (bounded.isEmpty()) {
      return Optional.empty();
    }
    Map<TopicPartition, Unread> byPartition =
        bounded.stream().collect(Collectors.toMap(Unread::partition, one -> one));
    Map<TopicPartition, Long> starts = offsets(admin, answers, byPartition, OffsetSpec.earliest());
    Map<TopicPartition, Long> sizes = sizes(admin, answers);
    for (Unread one : bounded) {
      long start = starts.getOrDefault(one.partition(), 0L);
      double share = Math.min(1, (double) one.count() / Math.max(1, one.end() - start));
      double bytes = share * sizes.getOrDefault(one.partition(), 0L);
      long most = one.kept().bytes().getAsLong();
      if (bytes > ALLOWED * most) {
        return Optional.of(
            "unread records of %s take about %,d bytes, and %,d are kept (%d wait)"
                .formatted(one.partition(), (long) bytes, most, one.count()));
      }
    }
    return Optional.empty();
  }

  private static Map<TopicPartition, Long> sizes(Admin admin, Answers answers) {
    List<Integer> brokers =
        answers.await(admin.describeCluster().nodes()).stream().map(node -> node.id()).toList();
    Map<TopicPartition, Long> sizes = new HashMap<>();
    answers
        .await(admin.describeLogDirs(brokers).allDescriptions())
        .values()
        .forEach(folders ->
            folders
                .values()
                .forEach(folder ->
                    folder
                        .replicaInfos()
                        .forEach((partition, replica) ->
                            sizes.merge(partition, replica.size(), Math::max))));
    return sizes;
  }

  private Map<String, Kept> kept(Admin admin, Answers answers) {
    List<ConfigResource> wanted =
        topics.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
    return answers.await(admin.describeConfigs(wanted).all()).entrySet().stream()
        .filter(
            topic -> value(topic.getValue(), TopicConfig.CLEANUP_POLICY_CONFIG).contains("delete"))
        .collect(
            Collectors.toMap(
                topic -> topic.getKey().name(),
                topic ->
                    new Kept(
                        bound(topic.getValue(), TopicConfig.RETENTION_MS_CONFIG),
                        bound(topic.getValue(), TopicConfig.RETENTION_BYTES_CONFIG))));
  }

  private static OptionalLong bound(Config config, String name) {
    String text = value(config, name);
    long number = text.isEmpty() ? -1 : Long.parseLong(text);
    return number < 0 ? OptionalLong.empty() : OptionalLong.of(number);
  }

  private static String value(Config config, String name) {
    ConfigEntry entry = config.get(name);
    return entry == null || entry.value() == null ? "" : entry.value();
  }

  private static Map<TopicPartition, Long> offsets(
      Admin admin, Answers answers, Map<TopicPartition, ?> partitions, OffsetSpec what) {
    Map<TopicPartition, OffsetSpec> wanted =
        partitions.keySet().stream().collect(Collectors.toMap(key -> key, key -> what));
    Map<TopicPartition, Long> found = new HashMap<>();
    answers
        .await(admin.listOffsets(wanted).all())
        .forEach((partition, info) -> found.put(partition, info.offset()));
    return found;
  }

  /** The time of the first unread record; empty if there is none but markers. */
  private Optional<Instant> oldest(Unread unread) {
    Map<String, Object> config = new HashMap<>(clients);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    config.remove(ConsumerConfig.GROUP_ID_CONFIG);
    TopicPartition partition = unread.partition();
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, unread.from());
      long end = System.nanoTime() + READ_TIMEOUT.toNanos();
      while (System.nanoTime() < end && consumer.position(partition) < unread.end()) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        for (ConsumerRecord<byte[], byte[]> record : records) {
          return Optional.of(Instant.ofEpochMilli(record.timestamp()));
        }
      }
      return Optional.empty();
    }
  }

  private static String words(Duration duration) {
    return duration.toHours() >= 48
        ? duration.toDays() + " days"
        : duration.toHours() >= 2 ? duration.toHours() + " h" : duration.toMinutes() + " min";
  }
}
