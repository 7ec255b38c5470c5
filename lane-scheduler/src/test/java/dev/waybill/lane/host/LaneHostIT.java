package dev.waybill.lane.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waybill.lane.core.Outcome;
import dev.waybill.lane.execution.AttemptContext;
import dev.waybill.lane.execution.AttemptOutcome;
import dev.waybill.lane.execution.ExecutorConfig;
import dev.waybill.lane.execution.ExecutorListener;
import dev.waybill.lane.execution.ExecutorLoop;
import dev.waybill.schemas.TopicPlan;
import dev.waybill.schemas.Topics;
import dev.waybill.testing.KafkaFixture;
import dev.waybill.testing.TopicReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Scheduler and executor together on a real broker, through restarts with and without the rows on
 * disk.
 */
class LaneHostIT {
  private static final int PARTITIONS = 3;
  private static final int LANES = 4;
  private static final int ITEMS = 60;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String NEVER = Long.toString(Long.MAX_VALUE);

  private final KafkaFixture kafka = KafkaFixture.shared();
  private final Topics names = kafka.createTopics(PARTITIONS);
  private final LaneTopics topics =
      new LaneTopics(
          names.operationRequested(),
          names.operationDispatched(),
          names.operationAttempted(),
          names.operationCommands(),
          names.connectionRegistry(),
          names.operationDeadLetter());
  private final Queue<UUID> called = new ConcurrentLinkedQueue<>();
  private final List<UUID> lanes = Stream.generate(UUID::randomUUID).limit(LANES).toList();

  @Test
  void everyItemEndsOnceThroughRestarts(@TempDir Path disk, @TempDir Path otherDisk)
      throws Exception {
    List<String> sent = new ArrayList<>();
    try (Producer<String, String> producer = textProducer();
        TopicReader<String> events =
            TopicReader.ofText(kafka.bootstrapServers(), names.operationEvents());
        ExecutorLoop executor = executor()) {
      for (UUID lane : lanes) {
        send(producer, new ProducerRecord<>(topics.registry(), lane.toString(), lane + " 1000"));
      }
      executor.start();
      try (LaneHost host = host(disk)) {
        sent.addAll(request(producer, ITEMS));
        readEnds(events, sent.size());
        assertThat(host.problem()).isEmpty();
        sent.addAll(request(producer, ITEMS));
      }
      try (LaneHost host = host(disk)) {
        readEnds(events, sent.size());
        assertThat(host.problem()).isEmpty();
      }
      try (LaneHost host = host(otherDisk)) {
        for (String again : sent.subList(0, 5)) {
          send(producer, new ProducerRecord<>(topics.requested(), "any", again));
        }
        sent.addAll(request(producer, 10));
        readEnds(events, sent.size());
        assertThat(host.problem()).isEmpty();
      }
      List<String> ends =
          events.readToEnd(LIMIT).stream()
              .map(ConsumerRecord::value)
              .filter(line -> line.startsWith("ended SUCCEEDED"))
              .toList();
      assertThat(ends).hasSize(sent.size()).doesNotHaveDuplicates();
      assertThat(called).hasSize(sent.size()).doesNotHaveDuplicates();
      assertThat(executor.problem()).isEmpty();
    }
    assertChangelogsAreKeptSmall();
  }

  /**
   * Compacted soon and in small pieces. They roll by size alone: records have timestamps that are
   * shifted by their topic's rank, and a bound on the lag of compaction rolls by these.
   */
  private void assertChangelogsAreKeptSmall() throws Exception {
    List<ConfigResource> changelogs =
        Stream.of(LaneTopology.HEADS, LaneTopology.ROWS)
            .map(store -> names.prefix() + "scheduler-" + store + "-changelog")
            .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
            .toList();
    try (Admin admin = Admin.create(kafka.clientSettings())) {
      Map<ConfigResource, Config> configs = admin.describeConfigs(changelogs).all().get();
      assertThat(configs.values())
          .hasSize(2)
          .allSatisfy(config -> {
            assertThat(value(config, TopicConfig.CLEANUP_POLICY_CONFIG)).isEqualTo("compact");
            assertThat(value(config, TopicConfig.SEGMENT_BYTES_CONFIG)).isEqualTo("33554432");
            assertThat(value(config, TopicConfig.SEGMENT_MS_CONFIG)).isEqualTo(NEVER);
            assertThat(value(config, TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG)).isEqualTo(NEVER);
            assertThat(value(config, TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG))
                .isEqualTo("0.1");
            assertThat(value(config, TopicConfig.DELETE_RETENTION_MS_CONFIG)).isEqualTo("3600000");
            assertThat(value(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG))
                .isEqualTo(Integer.toString(TopicPlan.MAX_RECORD_BYTES));
          });
    }
  }

  private static String value(Config config, String name) {
    return config.get(name).value();
  }

  /** Every third record is written to a partition that is probably not its lane's. */
  private List<String> request(Producer<String, String> producer, int count) throws Exception {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      UUID lane = lanes.get(i % LANES);
      String value = lane + " " + UUID.randomUUID() + " key" + i % 7;
      Integer partition = i % 3 == 0 ? i % PARTITIONS : null;
      send(producer, new ProducerRecord<>(topics.requested(), partition, lane.toString(), value));
      values.add(value);
    }
    return values;
  }

  private static void readEnds(TopicReader<String> events, int count) {
    events.readUntil(
        seen -> seen.stream().filter(event -> event.value().startsWith("ended")).count() >= count,
        LIMIT);
  }

  private static void send(Producer<String, String> producer, ProducerRecord<String, String> record)
      throws InterruptedException, ExecutionException {
    producer.send(record).get();
  }

  private LaneHost host(Path disk) {
    LaneHost host =
        new LaneHost(
            new LaneHostConfig(
                names.prefix() + "scheduler",
                disk,
                LaneTopologyConfig.of(topics, PARTITIONS),
                StreamsTuning.defaults(),
                kafka.clientSettings()),
            () -> new TextApplication(names.operationEvents()),
            () -> new Random(1),
            LaneListener.NONE,
            InstantSource.system());
    host.start();
    await().atMost(LIMIT).until(() -> host.problem().isEmpty());
    return host;
  }

  private ExecutorLoop executor() {
    Map<String, Object> consumer = kafka.clientSettings();
    consumer.put("group.id", names.prefix() + "executors");
    consumer.put("isolation.level", "read_committed");
    consumer.put("enable.auto.commit", false);
    consumer.put("auto.offset.reset", "none");
    return new ExecutorLoop(
        ExecutorConfig.of(topics.dispatched(), topics.attempted()),
        () ->
            new KafkaConsumer<>(consumer, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
        new KafkaProducer<>(
            kafka.clientSettings(), new ByteArraySerializer(), new ByteArraySerializer()),
        this::execute,
        InstantSource.system(),
        ExecutorListener.NONE);
  }

  private AttemptOutcome execute(AttemptContext context) {
    called.add(context.attempt().item());
    return new AttemptOutcome(new Outcome.Succeeded(), "done".getBytes(UTF_8));
  }

  private Producer<String, String> textProducer() {
    return new KafkaProducer<>(
        kafka.clientSettings(), new StringSerializer(), new StringSerializer());
  }
}
