package dev.waybill.runtime.kafka;

import dev.waybill.runtime.StartupException;
import dev.waybill.schemas.TopicPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Makes Kafka clients with the settings that the guarantees rest on; what the operator passed
 * through comes first, what correctness demands comes last. Thread-safe; the clients follow their
 * own rules.
 */
public final class KafkaClients {
  /** The longest that a producer tries before it reports a failure. */
  public static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(10);

  /** How long an administrative request may take. */
  public static final Duration ADMIN_TIMEOUT = Duration.ofSeconds(15);

  private final Map<String, Object> passedThrough;

  /**
   * Makes clients for a cluster.
   *
   * @param passedThrough properties of the operator, {@code bootstrap.servers} among them
   */
  public KafkaClients(Map<String, Object> passedThrough) {
    this.passedThrough = Map.copyOf(passedThrough);
  }

  /** The properties that the operator gave. */
  public Map<String, Object> passedThrough() {
    return passedThrough;
  }

  /**
   * An idempotent producer, {@code acks=all}, that gives up after {@link #DELIVERY_TIMEOUT}.
   *
   * <p>One request to a broker at a time: with more, a partition that is not led yet may refuse a
   * producer's first batch and take its second, and then the first is out of order until it times
   * out. Requests hold what has gathered meanwhile, of all partitions, so little is lost by it.
   */
  public Producer<byte[], byte[]> producer(Map<String, ?> overrides) {
    Map<String, Object> config = new HashMap<>();
    config.put("linger.ms", 0);
    config.put("delivery.timeout.ms", Math.toIntExact(DELIVERY_TIMEOUT.toMillis()));
    config.put("request.timeout.ms", 5_000);
    config.put("max.block.ms", 5_000);
    config.putAll(passedThrough);
    config.putAll(overrides);
    config.put("max.request.size", TopicPlan.MAX_RECORD_BYTES);
    config.put("acks", "all");
    config.put("enable.idempotence", true);
    config.put("max.in.flight.requests.per.connection", 1);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * A consumer that sees committed records only and commits nothing by itself.
   *
   * @param groupId null for one that is assigned its partitions by hand
   */
  public Consumer<byte[], byte[]> consumer(@Nullable String groupId, Map<String, ?> overrides) {
    Map<String, Object> config = new HashMap<>();
    config.put("session.timeout.ms", 10_000);
    config.put("heartbeat.interval.ms", 3_000);
    config.putAll(passedThrough);
    config.putAll(overrides);
    if (groupId != null) {
      config.put("group.id", groupId);
    }
    config.put("group.protocol", "classic");
    config.put("isolation.level", "read_committed");
    config.put("enable.auto.commit", false);
    // Never "earliest" by accident: a first start creates its positions on purpose.
    config.putIfAbsent("auto.offset.reset", "none");
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * What a consumer that is missed after the given time is to be made with.
   *
   * @param timeout not below the broker's lowest, usually 6 s
   */
  public static Map<String, Object> session(Duration timeout) {
    int millis = Math.toIntExact(timeout.toMillis());
    return Map.of("session.timeout.ms", millis, "heartbeat.interval.ms", Math.max(1, millis / 3));
  }

  /** An admin client; a cluster that does not answer is given up after {@link #ADMIN_TIMEOUT}. */
  public Admin admin() {
    Map<String, Object> config = new HashMap<>();
    config.put("default.api.timeout.ms", Math.toIntExact(ADMIN_TIMEOUT.toMillis()));
    config.put("request.timeout.ms", 5_000);
    config.putAll(passedThrough);
    return Admin.create(config);
  }

  /**
   * Looks whether the cluster answers.
   *
   * @throws StartupException if it does not, with the address that was tried
   */
  public void requireReachable() {
    Object servers = passedThrough.get("bootstrap.servers");
    if (servers == null) {
      throw new StartupException(
          "it is not known where Kafka is; set WAYBILL_KAFKA_BOOTSTRAP_SERVERS");
    }
    try (Admin admin = admin()) {
      admin.describeCluster().nodes().get(2 * ADMIN_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw new StartupException(
          "Kafka cannot be reached at %s; check kafka.bootstrap.servers (in the environment WAYBILL_KAFKA_BOOTSTRAP_SERVERS)"
              .formatted(servers),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartupException("interrupted while asking Kafka", e);
    }
  }

  /**
   * The base of a Kafka Streams configuration.
   *
   * @param overrides win over everything
   */
  public Properties streamsProperties(
      String applicationId, Path stateFolder, Map<String, ?> overrides) {
    Properties config = new Properties();
    config.putAll(passedThrough);
    config.put("producer.max.request.size", TopicPlan.MAX_RECORD_BYTES);
    config.put("application.id", applicationId);
    config.put("state.dir", stateFolder.toString());
    config.putAll(overrides);
    return config;
  }
}
