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
import dev.waybill.schemas.Topics;
import dev.waybill.testing.TopicReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Hosts and executors over one set of topics, with requests going in and ends coming out. */
final class LaneRig implements AutoCloseable {
  static final Duration LIMIT = Duration.ofSeconds(60);

  private final String bootstrapServers;
  private final Topics names;
  private final int partitions;
  private final LaneTopics topics;
  private final Producer<String, String> producer;
  private final Queue<UUID> called = new ConcurrentLinkedQueue<>();
  private final List<String> sent = new ArrayList<>();

  LaneRig(String bootstrapServers, Topics names, int partitions) {
    this.bootstrapServers = bootstrapServers;
    this.names = names;
    this.partitions = partitions;
    this.topics =
        new LaneTopics(
            names.operationRequested(),
            names.operationDispatched(),
            names.operationAttempted(),
            names.operationCommands(),
            names.connectionRegistry(),
            names.operationDeadLetter());
    this.producer =
        new KafkaProducer<>(clientSettings(), new StringSerializer(), new StringSerializer());
  }

  LaneTopics topics() {
    return topics;
  }

  Map<String, Object> clientSettings() {
    return new HashMap<>(Map.of("bootstrap.servers", bootstrapServers));
  }

  String group() {
    return names.prefix() + "scheduler";
  }

  /** Calls that were made, by item. */
  List<UUID> called() {
    return List.copyOf(called);
  }

  void register(UUID lane, int callsPerSecond) {
    send(topics.registry(), lane.toString(), lane + " " + callsPerSecond);
  }

  /** Requests items of the lane and waits for the acknowledgement of each. */
  void request(UUID lane, int count) {
    for (int i = 0; i < count; i++) {
      request(lane, UUID.randomUUID(), "key" + i % 7);
    }
  }

  void request(UUID lane, UUID item, String key) {
    String value = lane + " " + item + " " + key;
    send(topics.requested(), lane.toString(), value);
    sent.add(item.toString());
  }

  void send(String topic, String key, String value) {
    try {
      producer.send(new ProducerRecord<>(topic, key, value)).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  /** The items that succeeded, in order, doubles included, once as many did as were requested. */
  List<String> ends(Duration limit) {
    try (TopicReader<String> events =
        TopicReader.ofText(bootstrapServers, names.operationEvents())) {
      events.readUntil(seen -> seen.stream().filter(LaneRig::isEnd).count() >= sent.size(), limit);
      return events.readToEnd(LIMIT).stream()
          .filter(LaneRig::isEnd)
          .map(event -> event.value().substring(event.value().lastIndexOf(' ') + 1))
          .toList();
    }
  }

  /** What was requested so far. */
  List<String> sent() {
    return List.copyOf(sent);
  }

  private static boolean isEnd(ConsumerRecord<String, String> event) {
    return event.value().startsWith("ended SUCCEEDED");
  }

  LaneHost host(Path disk) {
    return host(disk, LaneListener.NONE);
  }

  /** A started host, which may not run yet. */
  LaneHost host(Path disk, LaneListener listener) {
    return host(disk, listener, StreamsTuning.defaults());
  }

  LaneHost host(Path disk, LaneListener listener, StreamsTuning tuning) {
    LaneHost host =
        new LaneHost(
            new LaneHostConfig(
                group(), disk, LaneTopologyConfig.of(topics, partitions), tuning, clientSettings()),
            () -> new TextApplication(names.operationEvents()),
            () -> new Random(1),
            listener,
            InstantSource.system());
    host.start();
    return host;
  }

  static void awaitReady(LaneHost host) {
    await().atMost(LIMIT).untilAsserted(() -> assertThat(host.problem()).isEmpty());
  }

  /** A started executor that has every call succeed. */
  ExecutorLoop executor() {
    Map<String, Object> consumer = clientSettings();
    consumer.put("group.id", names.prefix() + "executors");
    consumer.put("isolation.level", "read_committed");
    consumer.put("enable.auto.commit", false);
    consumer.put("auto.offset.reset", "none");
    ExecutorLoop executor =
        new ExecutorLoop(
            ExecutorConfig.of(topics.dispatched(), topics.attempted()),
            () ->
                new KafkaConsumer<>(
                    consumer, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
            new KafkaProducer<>(
                clientSettings(), new ByteArraySerializer(), new ByteArraySerializer()),
            this::execute,
            InstantSource.system(),
            ExecutorListener.NONE);
    executor.start();
    return executor;
  }

  private AttemptOutcome execute(AttemptContext context) {
    called.add(context.attempt().item());
    return new AttemptOutcome(new Outcome.Succeeded(), "done".getBytes(UTF_8));
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
