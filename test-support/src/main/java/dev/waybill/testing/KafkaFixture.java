package dev.waybill.testing;

import dev.waybill.schemas.TopicPlan;
import dev.waybill.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.awaitility.Awaitility;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Kafka broker of the integration tests, one for each test JVM, started when first asked for.
 *
 * <p>Where a Docker engine answers it is the official image by Testcontainers, else the embedded
 * broker; the environment's {@value #CHOICE} ({@code auto}, {@code embedded}, {@code container})
 * decides otherwise, and {@code container} fails where no engine answers. Tests share the broker
 * and stay apart by {@link #newPrefix()}. Safe for use by many threads.
 */
public final class KafkaFixture {
  /** The environment variable that chooses the kind of broker. */
  public static final String CHOICE = "WAYBILL_TEST_BROKER";

  private static final Logger log = LoggerFactory.getLogger(KafkaFixture.class);
  private static final Duration TOPICS_LIMIT = Duration.ofSeconds(30);

  private final TestBroker broker;
  private final String runId = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
  private final AtomicInteger prefixes = new AtomicInteger();

  private KafkaFixture(TestBroker broker) {
    this.broker = broker;
  }

  /** The broker of this JVM; the first call starts it, the JVM's end stops it. */
  public static KafkaFixture shared() {
    return Shared.FIXTURE;
  }

  /** The address for clients. */
  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** {@code embedded} or {@code container}. */
  public String kind() {
    return broker.kind();
  }

  /** A prefix for topics, groups and transactional ids that nobody used before. */
  public String newPrefix() {
    return "t" + runId + "-" + prefixes.incrementAndGet() + ".";
  }

  /** A client's settings with nothing but the address; the map is the caller's. */
  public Map<String, Object> clientSettings() {
    return new HashMap<>(Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()));
  }

  /** All topics of Waybill under a new prefix, ready for use. */
  public Topics createTopics(int partitions) {
    TopicPlan plan = new TopicPlan(new Topics(newPrefix()), partitions, (short) 1);
    createTopics(plan.newTopics());
    return plan.topics();
  }

  /** Creates topics and waits until each partition takes records; see {@link #areServed}. */
  public void createTopics(List<NewTopic> topics) {
    try (Admin admin = Admin.create(clientSettings())) {
      createTopics(admin, topics);
    }
  }

  /** The same on whatever broker the client is of. */
  public static void createTopics(Admin admin, List<NewTopic> topics) {
    List<String> names = topics.stream().map(NewTopic::name).toList();
    try {
      admin.createTopics(topics).all().get(TOPICS_LIMIT.toSeconds(), TimeUnit.SECONDS);
      // What was just created may not be known yet to the broker that is asked.
      Awaitility.await("leaders of " + names)
          .atMost(TOPICS_LIMIT)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(20))
          .ignoreExceptions()
          .until(() -> areServed(admin, names));
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("topics " + names + " could not be created", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while topics were created", e);
    }
  }

  /**
   * The offsets are asked of the leaders themselves: the metadata knows a leader before it takes
   * records, and an idempotent producer that comes in between is stuck for its delivery timeout.
   */
  private static boolean areServed(Admin admin, List<String> names)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (TopicDescription topic : admin.describeTopics(names).allTopicNames().get().values()) {
      for (TopicPartitionInfo partition : topic.partitions()) {
        ends.put(new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest());
      }
    }
    return admin.listOffsets(ends).all().get().size() == ends.size();
  }

  private static final class Shared {
    static final KafkaFixture FIXTURE = start();

    private static KafkaFixture start() {
      TestBroker broker = TestBroker.start(System.getenv().getOrDefault(CHOICE, "auto"));
      Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "stop-test-broker"));
      log.atInfo()
          .addKeyValue("kind", broker.kind())
          .addKeyValue("bootstrap_servers", broker.bootstrapServers())
          .log("Tests use this Kafka broker");
      return new KafkaFixture(broker);
    }
  }
}
