package dev.waybill.lane.host;

import dev.waybill.schemas.TopicPlan;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * One scheduler process.
 *
 * @param applicationId names the consumer group and the changelogs; the same in all processes of
 *     one use
 * @param stateDirectory where rows are held on disk; of this process alone
 * @param topology what it runs
 * @param tuning how
 * @param clients the operator's Kafka properties, {@code bootstrap.servers} among them; what the
 *     guarantees rest on wins
 */
public record LaneHostConfig(
    String applicationId,
    Path stateDirectory,
    LaneTopologyConfig topology,
    StreamsTuning tuning,
    Map<String, Object> clients) {
  private static final int HEARTBEATS_IN_A_SESSION = 3;

  /** An idle thread looks at the clock this often. */
  private static final int POLL_MS = 5;

  /**
   * A task writes to a hundred partitions or so, a few records each in a few milliseconds: sent at
   * once they would cost clients and brokers more than what is in them.
   */
  private static final int BATCH_BYTES = 64 * 1024;

  /** Far below the time within which the producer must have delivered. */
  private static final int MAX_LINGER_MS = 1_000;

  public LaneHostConfig {
    Objects.requireNonNull(applicationId, "applicationId");
    Objects.requireNonNull(stateDirectory, "stateDirectory");
    Objects.requireNonNull(topology, "topology");
    Objects.requireNonNull(tuning, "tuning");
    clients = Map.copyOf(clients);
  }

  /** Without the clients: passwords may be among them. */
  @Override
  public String toString() {
    return "LaneHostConfig[" + applicationId + ", " + stateDirectory + "]";
  }

  Properties streamsProperties() {
    Map<String, Object> config = new HashMap<>();
    config.put(StreamsConfig.POLL_MS_CONFIG, POLL_MS);
    int session = Math.toIntExact(tuning.patience().session().toMillis());
    config.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), session);
    config.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
        session / HEARTBEATS_IN_A_SESSION);
    config.put(
        StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
        Math.toIntExact(tuning.patience().transaction().toMillis()));
    // Nobody reads what is not committed, and the commit sends everything.
    config.put(
        StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG),
        (int) Math.min(tuning.commitInterval().toMillis(), MAX_LINGER_MS));
    config.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
    // A leader that has just been named, as after the restart of a broker, refuses records for a
    // moment. With more requests on the way a later one is taken before the one refused, which is
    // then out of order for as long as the producer tries: two minutes, with the task waiting.
    config.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION), 1);
    config.putAll(clients);
    // A record that the producer refuses would end its thread, again and again.
    config.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
        TopicPlan.MAX_RECORD_BYTES);
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
    config.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
    config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    config.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
    config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, tuning.threads());
    config.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, tuning.standbys());
    config.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) tuning.replicationFactor());
    config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, tuning.commitInterval().toMillis());
    // Ours are in front of the stores, see BufferedStore.
    config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
    // What comes first is a matter of what has been fetched; nothing rests on it, and the check
    // costs more than most steps.
    config.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
    config.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, LaneRocksDb.class);
    Properties properties = new Properties();
    properties.putAll(config);
    return properties;
  }
}
