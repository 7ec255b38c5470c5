package dev.waybill.emitter.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waybill.emitter.Samples;
import dev.waybill.emitter.metrics.EmitterMeters;
import dev.waybill.lane.host.StreamsTuning;
import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.schemas.DeliveryRequest;
import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.OperationEvent;
import dev.waybill.schemas.Topics;
import dev.waybill.schemas.WebhookEndpoint;
import dev.waybill.testing.KafkaFixture;
import dev.waybill.testing.TopicReader;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FanOutLoopIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int PARTITIONS = 3;

  private final KafkaFixture fixture = KafkaFixture.shared();
  private final KafkaClients kafka = new KafkaClients(fixture.clientSettings());
  private final Topics topics = fixture.createTopics(PARTITIONS);
  private final Producer<byte[], byte[]> producer = kafka.producer(Map.of());
  private FanOutLoop loop = start("one");

  @AfterEach
  void close() {
    loop.close();
    producer.close();
  }

  @Test
  void neverMissesAnEventThatComesAfterItsSubscription() throws Exception {
    Set<String> expected = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      WebhookEndpoint endpoint = Samples.endpoint(InstantSource.system().instant());
      send(topics.webhookRegistry(), endpoint.id(), Json.write(endpoint)).get();
      OperationEvent event = event();
      send(topics.operationEvents(), UUID.randomUUID(), Json.write(event)).get();
      expected.add(endpoint.id() + " " + event.id());
    }
    awaitRequests(expected);
  }

  @Test
  void fansOutEveryEventOnceThoughItIsStoppedAndStartedAgain() throws Exception {
    WebhookEndpoint endpoint = Samples.endpoint(InstantSource.system().instant());
    send(topics.webhookRegistry(), endpoint.id(), Json.write(endpoint)).get();
    Set<String> expected = new HashSet<>();
    for (int round = 0; round < 4; round++) {
      for (int i = 0; i < 200; i++) {
        OperationEvent event = event();
        var unused = send(topics.operationEvents(), UUID.randomUUID(), Json.write(event));
        expected.add(endpoint.id() + " " + event.id());
      }
      producer.flush();
      loop.close();
      loop = start("one");
    }
    assertThat(awaitRequests(expected)).isEqualTo(expected.size());
  }

  @Test
  void goesOnBehindGarbageAndSharesTheWorkWithAnotherInstance() throws Exception {
    WebhookEndpoint endpoint = Samples.endpoint(InstantSource.system().instant());
    send(topics.webhookRegistry(), UUID.randomUUID(), "garbage".getBytes(UTF_8)).get();
    send(topics.webhookRegistry(), endpoint.id(), Json.write(endpoint)).get();
    Set<String> expected = new HashSet<>();
    FanOutLoop other = start("other");
    try {
      for (int i = 0; i < 50; i++) {
        var garbage = send(topics.operationEvents(), UUID.randomUUID(), new byte[] {1, 2, 3});
        OperationEvent event = event();
        var good = send(topics.operationEvents(), UUID.randomUUID(), Json.write(event));
        expected.add(endpoint.id() + " " + event.id());
      }
      producer.flush();
      assertThat(awaitRequests(expected)).isEqualTo(expected.size());
      try (TopicReader<String> letters =
          TopicReader.ofText(fixture.bootstrapServers(), topics.webhookDeadLetter())) {
        assertThat(letters.readAtLeast(50, LIMIT)).hasSize(50);
      }
    } finally {
      other.close();
    }
  }

  /** Waits for all of them; returns how many records there are, so that a double shows. */
  private int awaitRequests(Set<String> expected) {
    try (TopicReader<DeliveryRequest> reader =
        TopicReader.of(
            fixture.bootstrapServers(),
            topics.webhookRequested(),
            bytes -> Json.read(bytes, DeliveryRequest.class))) {
      return reader
          .readUntil(
              records -> {
                Set<String> seen = new HashSet<>();
                for (ConsumerRecord<String, DeliveryRequest> record : records) {
                  seen.add(record.key() + " " + record.value().eventId());
                }
                return seen.containsAll(expected);
              },
              LIMIT)
          .size();
    }
  }

  private static OperationEvent event() {
    return Samples.event(
        Samples.PARTNER, UUID.randomUUID(), EventTypes.CREATED, InstantSource.system().instant());
  }

  private Future<RecordMetadata> send(String topic, UUID key, byte[] value) {
    return producer.send(new ProducerRecord<>(topic, key.toString().getBytes(UTF_8), value));
  }

  private FanOutLoop start(String instance) {
    FanOutLoop started =
        new FanOutLoop(
            kafka,
            topics,
            topics.prefix() + "fanout-" + instance,
            StreamsTuning.Patience.DEFAULT,
            event -> {},
            InstantSource.system(),
            new EmitterMeters(new SimpleMeterRegistry()));
    started.start();
    await().atMost(LIMIT).until(() -> started.problem().isEmpty());
    return started;
  }
}
