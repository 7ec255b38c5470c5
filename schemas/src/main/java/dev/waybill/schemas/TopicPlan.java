package dev.waybill.schemas;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * Every topic with its number of partitions and how long it is kept (CONTRACT 5).
 *
 * <p>All topics have the same number: the topics that one scheduler task reads must be
 * co-partitioned, and a number that differs is refused rather than repaired, for a change would
 * send the records of a connection to two places.
 *
 * @param topics the names
 * @param partitions of every topic, 1 to 4096; fixed once created, for 12 bits of an operation's id
 *     carry its partition
 * @param replicationFactor 3 in a cluster, 1 on a single broker
 */
public record TopicPlan(Topics topics, int partitions, short replicationFactor) {
  public static final int DEFAULT_PARTITIONS = 12;

  /** How long requests are kept, and with them the memory of their ids. */
  public static final Duration REQUESTS_KEPT = Duration.ofDays(14);

  public static final Duration EVENTS_KEPT = Duration.ofDays(45);
  public static final Duration DELIVERIES_KEPT = Duration.ofDays(14);

  /**
   * The largest request that is taken in, in bytes of its value. What Waybill writes about one is
   * larger: it repeats the payload and adds attempts to it.
   */
  public static final int MAX_REQUEST_BYTES = 512 * 1024;

  /**
   * How deep a request may be nested, the record itself counted; what is deeper is no request. What
   * tells of one nests it deeper, and JSON is written as deep as it is read.
   */
  public static final int MAX_REQUEST_DEPTH = 100;

  /** The largest record that a topic takes which is read from outside, in bytes. */
  public static final int MAX_INPUT_BYTES = 1024 * 1024;

  /** The largest record that Waybill writes, in bytes; its producers and their topics allow it. */
  public static final int MAX_RECORD_BYTES = 4 * 1024 * 1024;

  private static final Duration WORK_KEPT = Duration.ofDays(1);

  public TopicPlan {
    if (partitions < 1 || partitions > 4_096) {
      throw new IllegalArgumentException("partitions must be 1 to 4096, not " + partitions);
    }
    if (replicationFactor < 1) {
      throw new IllegalArgumentException(
          "the replication factor must be at least 1, not " + replicationFactor);
    }
  }

  /** All topics, ready to be created. */
  public List<NewTopic> newTopics() {
    return List.of(
        deleted(topics.operationRequested(), REQUESTS_KEPT),
        deleted(topics.operationDispatched(), WORK_KEPT),
        deleted(topics.operationAttempted(), WORK_KEPT),
        deleted(topics.operationCommands(), WORK_KEPT),
        deleted(topics.operationEvents(), EVENTS_KEPT),
        deleted(topics.operationDeadLetter(), REQUESTS_KEPT),
        compacted(topics.connectionRegistry()),
        compacted(topics.resourceIdentity()),
        compacted(topics.laneStatus()),
        compacted(topics.adapterRegistry()),
        compacted(topics.webhookRegistry()),
        deleted(topics.webhookRequested(), REQUESTS_KEPT),
        deleted(topics.webhookDispatched(), WORK_KEPT),
        deleted(topics.webhookAttempted(), WORK_KEPT),
        deleted(topics.webhookCommands(), WORK_KEPT),
        deleted(topics.webhookDeliveries(), DELIVERIES_KEPT),
        compacted(topics.webhookReplays()),
        deleted(topics.webhookDeadLetter(), REQUESTS_KEPT));
  }

  private NewTopic deleted(String name, Duration kept) {
    return topic(name, Map.of("cleanup.policy", "delete", "retention.ms", "" + kept.toMillis()));
  }

  private NewTopic compacted(String name) {
    return topic(name, Map.of("cleanup.policy", "compact"));
  }

  private NewTopic topic(String name, Map<String, String> settings) {
    Map<String, String> all = new LinkedHashMap<>(settings);
    // Acknowledged by two of three: what was answered with 202 survives the loss of a broker.
    all.put("min.insync.replicas", replicationFactor >= 3 ? "2" : "1");
    // A producer's clock must not put its records before or behind the others.
    all.put("message.timestamp.type", "LogAppendTime");
    all.put("max.message.bytes", Integer.toString(maxBytes(name)));
    return new NewTopic(name, partitions, replicationFactor).configs(all);
  }

  /** Whatever comes in must fit, with headers that say why, into the topics that tell of it. */
  private int maxBytes(String name) {
    boolean tells =
        List.of(
                topics.operationDispatched(),
                topics.operationEvents(),
                topics.operationDeadLetter(),
                topics.webhookDispatched(),
                topics.webhookDeadLetter())
            .contains(name);
    return tells ? MAX_RECORD_BYTES : MAX_INPUT_BYTES;
  }
}
