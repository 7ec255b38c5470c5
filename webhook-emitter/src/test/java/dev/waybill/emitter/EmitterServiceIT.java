package dev.waybill.emitter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waybill.emitter.Receiver.Received;
import dev.waybill.emitter.endpoint.Endpoints;
import dev.waybill.runtime.config.Settings;
import dev.waybill.runtime.health.HealthRegistry;
import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.runtime.secrets.SecretContext;
import dev.waybill.runtime.secrets.SecretKeys;
import dev.waybill.schemas.ConnectionLimits;
import dev.waybill.schemas.DeliveryLog;
import dev.waybill.schemas.DeliveryStatus;
import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.OperationEvent;
import dev.waybill.schemas.ReplayChoice;
import dev.waybill.schemas.ReplayStatus;
import dev.waybill.schemas.TopicPlan;
import dev.waybill.schemas.Topics;
import dev.waybill.schemas.WebhookEndpoint;
import dev.waybill.schemas.WebhookEndpoint.SigningSecret;
import dev.waybill.schemas.WebhookFilters;
import dev.waybill.schemas.WebhookOrdering;
import dev.waybill.schemas.WebhookReplay;
import dev.waybill.schemas.WebhookStatus;
import dev.waybill.testing.KafkaFixture;
import dev.waybill.testing.TopicReader;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** The whole emitter on a real broker with real receivers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmitterServiceIT {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int PARTITIONS = 2;
  private static final int REPLAYED = 800;

  /** Of a signature at the receiver; timestamps are whole seconds. */
  private static final Duration FRESH = Duration.ofSeconds(2);

  private final KafkaFixture fixture = KafkaFixture.shared();
  private final KafkaClients kafka = new KafkaClients(fixture.clientSettings());
  private final Topics topics = fixture.createTopics(PARTITIONS);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final HealthRegistry health = new HealthRegistry();
  private final Clock clock = Clock.systemUTC();
  private Producer<byte[], byte[]> producer;
  private EmitterService emitter;
  @TempDir static Path folder;

  @BeforeAll
  void start() {
    SecretKeys.createIfMissing(folder.resolve("keys"));
    producer = kafka.producer(Map.of());
    emitter = emitter();
    emitter.start();
    await().atMost(LIMIT).until(() -> health.unready().isEmpty());
  }

  @AfterAll
  void stop() throws Exception {
    emitter.close();
    producer.close();
    // Each of whatever test; by npm's packages last, for they may be missing.
    assertThat(Receiver.CAPTURED).isNotEmpty();
    Verifiers.standardWebhooksForJava(Receiver.CAPTURED, List.of(SECRET));
    Verifiers.svixForJava(Receiver.CAPTURED, List.of(SECRET));
    Verifiers.npmPackages(Receiver.CAPTURED, List.of(SECRET));
  }

  @Test
  void deliversEachEventSignedAndByteForByteAndInOrderPerOperation() throws Exception {
    try (Receiver receiver = new Receiver(SECRET, request -> 204)) {
      WebhookEndpoint endpoint = subscribe(receiver, UnaryOperator.identity());
      List<String> bodies = new ArrayList<>();
      List<UUID> operations = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        UUID operation = UUID.randomUUID();
        operations.add(operation);
        bodies.add(publish(endpoint, operation, EventTypes.CREATED));
        bodies.add(publish(endpoint, operation, EventTypes.SUCCEEDED));
      }
      await().atMost(LIMIT).until(() -> receiver.received.size() >= 100);
      assertThat(receiver.received)
          .hasSize(100)
          .allMatch(Received::verified)
          .as("signed when it was sent, and not when it was queued")
          .allMatch(request -> request.age().compareTo(FRESH) < 0);
      assertThat(receiver.bodies).containsExactlyInAnyOrderElementsOf(bodies);
      assertThat(operations)
          .allSatisfy(operation ->
              assertThat(receiver.typesOf(operation))
                  .containsExactly(EventTypes.CREATED, EventTypes.SUCCEEDED));
    }
  }

  @Test
  void sendsAgainUntilItIsTakenAndTellsInTheDeliveryLog() throws Exception {
    try (Receiver receiver = new Receiver(SECRET, request -> request < 2 ? 500 : 200)) {
      WebhookEndpoint endpoint = subscribe(receiver, UnaryOperator.identity());
      UUID operation = UUID.randomUUID();
      publish(endpoint, operation, EventTypes.CREATED);
      publish(endpoint, operation, EventTypes.FAILED);
      await().atMost(LIMIT).until(() -> receiver.received.size() >= 4);
      assertThat(receiver.received).allMatch(Received::verified);
      // A dispatch that comes too late to be started, on a busy machine, has a number, too.
      List<Integer> attempts = receiver.received.stream().map(Received::attempt).toList();
      assertThat(attempts.subList(0, 3)).isSorted().doesNotHaveDuplicates();
      assertThat(receiver.received.stream().map(Received::type))
          .containsExactly(
              EventTypes.CREATED, EventTypes.CREATED, EventTypes.CREATED, EventTypes.FAILED);
      assertThat(receiver.received.stream().limit(3).map(Received::id).distinct()).hasSize(1);
      assertThat(log(endpoint, 4))
          .extracting(DeliveryLog::status, DeliveryLog::responseStatusCode, DeliveryLog::attempt)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple(DeliveryStatus.RETRYING, 500, attempts.get(0)),
              org.assertj.core.groups.Tuple.tuple(DeliveryStatus.RETRYING, 500, attempts.get(1)),
              org.assertj.core.groups.Tuple.tuple(DeliveryStatus.SUCCEEDED, 200, attempts.get(2)),
              org.assertj.core.groups.Tuple.tuple(DeliveryStatus.SUCCEEDED, 200, attempts.get(3)));
    }
  }

  @Test
  void givesUpAfterTheScheduleAndAtOnceWhenTheEndpointIsGone() throws Exception {
    try (Receiver failing = new Receiver(SECRET, request -> 503);
        Receiver gone = new Receiver(SECRET, request -> 410)) {
      WebhookEndpoint one = subscribe(failing, UnaryOperator.identity());
      WebhookEndpoint other = subscribe(gone, UnaryOperator.identity());
      publish(one, UUID.randomUUID(), EventTypes.CREATED);
      publish(other, UUID.randomUUID(), EventTypes.CREATED);
      assertThat(log(one, 4).getLast().status()).isEqualTo(DeliveryStatus.FAILED);
      assertThat(log(one, 4).getLast().error()).startsWith("given up after the last attempt");
      assertThat(failing.received).hasSize(4);
      assertThat(log(other, 1).getLast().error()).contains("410");
      assertThat(gone.received).hasSize(1);
    }
  }

  @Test
  void aDeadEndpointDelaysNobodyElse() throws Exception {
    try (Receiver dead = new Receiver(SECRET, request -> -1);
        Receiver alive = new Receiver(SECRET, request -> 200)) {
      WebhookEndpoint hanging = subscribe(dead, UnaryOperator.identity());
      WebhookEndpoint healthy = subscribe(alive, UnaryOperator.identity());
      for (int i = 0; i < 200; i++) {
        publish(hanging, UUID.randomUUID(), EventTypes.CREATED);
      }
      long begun = System.nanoTime();
      for (int i = 0; i < 50; i++) {
        publish(healthy, UUID.randomUUID(), EventTypes.CREATED);
      }
      await().atMost(LIMIT).until(() -> alive.received.size() >= 50);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
      assertThat(dead.received.size()).isLessThan(100);
    }
  }

  @Test
  void keepsWhatWaitsForAPausedEndpointAndGoesOnWithAReplayThroughARestart() throws Exception {
    try (Receiver receiver = new Receiver(SECRET, request -> 200);
        Receiver replayed = new Receiver(SECRET, request -> 200)) {
      WebhookEndpoint paused =
          subscribe(receiver, endpoint -> with(endpoint, WebhookStatus.PAUSED, 1));
      for (int i = 0; i < 20; i++) {
        publish(paused, UUID.randomUUID(), EventTypes.CREATED);
      }
      WebhookReplay replay = replay(subscribe(replayed, EmitterServiceIT::toBeReplayed));
      await().atMost(LIMIT).until(() -> replayed.received.size() >= 100);
      await()
          .atMost(LIMIT)
          .until(() -> meters.get("waybill.webhook.queue.depth").gauge().value() >= 20);
      emitter.close();
      assertThat(receiver.received).isEmpty();
      assertThat(replayed.received.size()).as("in its middle").isLessThan(REPLAYED - 100);
      emitter = emitter();
      emitter.start();
      register(with(paused, WebhookStatus.ACTIVE, 2));
      await().atMost(LIMIT).until(() -> receiver.received.size() >= 20);
      assertThat(receiver.received).hasSize(20).allMatch(Received::verified);
      assertThat(ended(replay))
          .returns(ReplayStatus.DONE, WebhookReplay::status)
          .returns((long) REPLAYED, WebhookReplay::found)
          .returns((long) REPLAYED, WebhookReplay::requested)
          .returns((long) REPLAYED, WebhookReplay::delivered);
      assertThat(replayed.received.stream().map(Received::id).distinct().count())
          .isEqualTo(REPLAYED);
      assertThat(replayed.received.size())
          .as("beyond what was in flight nothing comes twice")
          .isLessThanOrEqualTo(REPLAYED + 10);
      assertThat(replayed.received).allMatch(Received::verified);
    }
  }

  /**
   * It does not name the events that it is to get once more: so it gets them by the replay only.
   * They take some seconds, far longer than a stop in their middle.
   */
  private static WebhookEndpoint toBeReplayed(WebhookEndpoint endpoint) {
    Map<String, ?> limits = Map.of("requests_per_second", 125, "burst", 10, "max_in_flight", 10);
    return changed(
        endpoint, Map.of("limits", limits, "event_names", List.of(EventTypes.SUCCEEDED)));
  }

  /** Of more events than a lane gets at a time. */
  private WebhookReplay replay(WebhookEndpoint endpoint) throws Exception {
    Instant from = clock.instant();
    for (int i = 0; i < REPLAYED; i++) {
      UUID operation = UUID.randomUUID();
      byte[] event =
          Json.write(
              Samples.event(endpoint.partnerId(), operation, EventTypes.CREATED, clock.instant()));
      var _ =
          producer.send(
              new ProducerRecord<>(
                  topics.operationEvents(), operation.toString().getBytes(UTF_8), event));
    }
    producer.flush();
    WebhookReplay replay = replayOf(endpoint, from);
    send(topics.webhookReplays(), replay.id(), Json.write(replay));
    return replay;
  }

  private WebhookReplay replayOf(WebhookEndpoint endpoint, Instant from) {
    Instant now = clock.instant();
    return new WebhookReplay(
        UUID.randomUUID(),
        endpoint.id(),
        endpoint.partnerId(),
        ReplayChoice.ALL,
        null,
        List.of(EventTypes.CREATED),
        from,
        now,
        false,
        ReplayStatus.RUNNING,
        null,
        0,
        0,
        0,
        0,
        null,
        1,
        now,
        now);
  }

  private WebhookReplay ended(WebhookReplay replay) {
    try (TopicReader<WebhookReplay> reader =
        TopicReader.of(
            fixture.bootstrapServers(),
            topics.webhookReplays(),
            bytes -> Json.read(bytes, WebhookReplay.class))) {
      Predicate<WebhookReplay> ended =
          row -> row.id().equals(replay.id()) && row.status() != ReplayStatus.RUNNING;
      return reader
          .readUntil(records -> records.stream().map(ConsumerRecord::value).anyMatch(ended), LIMIT)
          .stream()
          .map(ConsumerRecord::value)
          .filter(ended)
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void warnsThreeTimesBeforeItDisablesWhatOnlyFailsAndTellsAnotherWebhook() throws Exception {
    try (Receiver failing = new Receiver(SECRET, request -> 500);
        Receiver told = new Receiver(SECRET, request -> 204)) {
      WebhookEndpoint bad =
          subscribe(
              failing,
              // An attempt for each step of the ladder, and done before the breaker opens.
              e ->
                  changed(
                      e,
                      Map.of(
                          "retry_schedule_s",
                          Collections.nCopies(60, 1),
                          "limits",
                          Map.of("requests_per_second", 6, "burst", 1, "max_in_flight", 1))));
      subscribe(
          bad.partnerId(),
          told,
          e ->
              changed(
                  e,
                  Map.of(
                      "event_names",
                      List.of(EventTypes.WEBHOOK_WARNED, EventTypes.WEBHOOK_DISABLED))));
      for (int i = 0; i < 3; i++) {
        publish(bad, UUID.randomUUID(), EventTypes.CREATED);
      }
      await()
          .atMost(LIMIT)
          .until(() -> told.typesOf(bad.id()).contains(EventTypes.WEBHOOK_DISABLED));
      assertThat(told.received)
          .allMatch(Received::verified)
          .extracting(Received::type)
          .containsExactly(
              EventTypes.WEBHOOK_WARNED,
              EventTypes.WEBHOOK_WARNED,
              EventTypes.WEBHOOK_WARNED,
              EventTypes.WEBHOOK_DISABLED);
    }
  }

  private List<DeliveryLog> log(WebhookEndpoint endpoint, int count) {
    try (TopicReader<DeliveryLog> reader =
        TopicReader.of(
            fixture.bootstrapServers(),
            topics.webhookDeliveries(),
            bytes -> Json.read(bytes, DeliveryLog.class))) {
      return reader.readUntil(records -> of(records, endpoint).size() >= count, LIMIT).stream()
          .map(ConsumerRecord::value)
          .filter(line -> line.endpointId().equals(endpoint.id()))
          .toList();
    }
  }

  private static List<DeliveryLog> of(
      List<ConsumerRecord<String, DeliveryLog>> records, WebhookEndpoint endpoint) {
    return records.stream()
        .map(ConsumerRecord::value)
        .filter(line -> line.endpointId().equals(endpoint.id()))
        .toList();
  }

  private String publish(WebhookEndpoint endpoint, UUID operation, String type) throws Exception {
    OperationEvent event = Samples.event(endpoint.partnerId(), operation, type, clock.instant());
    byte[] body = Json.write(event);
    send(topics.operationEvents(), operation, body);
    return new String(body, UTF_8);
  }

  /** A subscription of a partner of its own, so that tests do not hear of each other. */
  private WebhookEndpoint subscribe(Receiver receiver, UnaryOperator<WebhookEndpoint> change)
      throws Exception {
    return subscribe(UUID.randomUUID(), receiver, change);
  }

  private WebhookEndpoint subscribe(
      UUID partner, Receiver receiver, UnaryOperator<WebhookEndpoint> change) throws Exception {
    UUID id = UUID.randomUUID();
    String origin = Endpoints.origin(URI.create(receiver.url()));
    var sealed =
        SecretKeys.sealer(folder.resolve("keys").resolve(SecretKeys.PUBLIC_FILE))
            .seal(SECRET.getBytes(UTF_8), SecretContext.webhook(partner, id, origin), 1);
    Instant now = clock.instant();
    WebhookEndpoint endpoint =
        new WebhookEndpoint(
            id,
            partner,
            receiver.url(),
            List.of("resource_operation.*"),
            WebhookFilters.NONE,
            List.of(new SigningSecret("v1", sealed, null, null)),
            List.of("v1"),
            false,
            WebhookOrdering.PER_OPERATION,
            Map.of(),
            null,
            new ConnectionLimits(1_000, 1_000, 10),
            List.of(0L, 1L, 0L),
            5_000,
            WebhookStatus.ACTIVE,
            null,
            1,
            now,
            now);
    WebhookEndpoint changed = change.apply(endpoint);
    register(changed);
    return changed;
  }

  private static WebhookEndpoint changed(WebhookEndpoint endpoint, Map<String, ?> fields) {
    ObjectNode json = Json.mapper().valueToTree(endpoint);
    json.setAll(Json.mapper().<ObjectNode>valueToTree(fields));
    return Json.mapper().treeToValue(json, WebhookEndpoint.class);
  }

  private static WebhookEndpoint with(WebhookEndpoint e, WebhookStatus status, long version) {
    return new WebhookEndpoint(
        e.id(),
        e.partnerId(),
        e.url(),
        e.eventNames(),
        e.filters(),
        e.secrets(),
        e.signatureSchemes(),
        e.includeSync(),
        e.ordering(),
        e.headers(),
        e.sealedHeaders(),
        e.limits(),
        e.retryScheduleS(),
        e.timeoutMs(),
        status,
        null,
        version,
        e.createdAt(),
        e.updatedAt());
  }

  private void register(WebhookEndpoint endpoint) throws Exception {
    send(topics.webhookRegistry(), endpoint.id(), Json.write(endpoint));
  }

  private void send(String topic, UUID key, byte[] value) throws Exception {
    producer.send(new ProducerRecord<>(topic, key.toString().getBytes(UTF_8), value)).get();
  }

  private EmitterService emitter() {
    Settings settings =
        Settings.load(
            Map.of(
                "WAYBILL_EMITTER_DATA_FOLDER",
                folder.resolve("data").toString(),
                "WAYBILL_WEBHOOKS_ALLOW_NETWORKS",
                "127.0.0.0/8",
                "WAYBILL_EMITTER_DISABLE_AFTER",
                "600ms"),
            null,
            EmitterMain.settings());
    return new EmitterService(
        settings,
        kafka,
        new TopicPlan(topics, PARTITIONS, (short) 1),
        SecretKeys.opener(folder.resolve("keys").resolve(SecretKeys.PRIVATE_FILE)),
        meters,
        health,
        clock);
  }
}
