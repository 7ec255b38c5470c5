package dev.waybill.emitter.delivery;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.emitter.Samples;
import dev.waybill.lane.core.LaneId;
import dev.waybill.lane.core.LaneSnapshot;
import dev.waybill.lane.host.LaneListener;
import dev.waybill.lane.host.LaneTopics;
import dev.waybill.lane.host.LaneTopology;
import dev.waybill.lane.host.LaneTopologyConfig;
import dev.waybill.lane.host.StoreKind;
import dev.waybill.schemas.AttemptDispatch;
import dev.waybill.schemas.AttemptReport;
import dev.waybill.schemas.DeliveryLog;
import dev.waybill.schemas.DeliveryRequest;
import dev.waybill.schemas.DeliveryStatus;
import dev.waybill.schemas.DeliveryTimings;
import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.OutcomeKind;
import dev.waybill.schemas.ReportKind;
import dev.waybill.schemas.Topics;
import dev.waybill.schemas.WaybillHeaders;
import dev.waybill.schemas.WebhookCommand;
import dev.waybill.schemas.WebhookEndpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Deliveries in the engine, without a broker: one task, its only partition. */
class DeliveryLanesTest {
  @TempDir private static Path folder;

  private static final Topics TOPICS = new Topics("t.");
  private static final LaneTopics LANES =
      new LaneTopics(
          TOPICS.webhookRequested(),
          TOPICS.webhookDispatched(),
          TOPICS.webhookAttempted(),
          TOPICS.webhookCommands(),
          TOPICS.webhookRegistry(),
          TOPICS.webhookDeadLetter());

  private final List<Duration> late = new ArrayList<>();
  private final LaneWatch watch =
      new LaneWatch() {
        @Override
        public void lane(LaneId lane, @Nullable LaneSnapshot snapshot) {}

        @Override
        public void retried(Duration lateness) {
          late.add(lateness);
        }
      };

  private final TopologyTestDriver driver =
      new TopologyTestDriver(
          LaneTopology.build(
              new LaneTopologyConfig(
                  LANES, 1, EndpointLane.engine(1_000), StoreKind.ROCKS_DB, Duration.ofMillis(10)),
              () -> new DeliveryLanes(TOPICS, Duration.ofDays(5), watch),
              () -> new Random(1),
              LaneListener.NONE),
          properties(),
          Samples.THEN);
  private final TestInputTopic<byte[], byte[]> requested = input(LANES.requested());
  private final TestInputTopic<byte[], byte[]> registry = input(LANES.registry());
  private final TestInputTopic<byte[], byte[]> attempted = input(LANES.attempted());
  private final TestInputTopic<byte[], byte[]> commands = input(LANES.commands());
  private final TestOutputTopic<byte[], byte[]> dispatched = output(LANES.dispatched());
  private final TestOutputTopic<byte[], byte[]> deliveries = output(TOPICS.webhookDeliveries());
  private final TestOutputTopic<byte[], byte[]> deadLetters = output(LANES.deadLetter());

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void dispatchesADeliveryWithItsEndpointAndTellsOfItsSuccess() {
    WebhookEndpoint endpoint = register("{}");
    DeliveryRequest request = request(endpoint, "a");
    TestRecord<byte[], byte[]> dispatch = dispatched.readRecord();
    assertThat(DeliveryJob.read(dispatch.value()))
        .isEqualTo(new DeliveryJob(1, request, endpoint, 1, null));
    assertThat(new String(dispatch.key(), UTF_8)).isEqualTo(endpoint.id().toString());
    assertThat(envelope(dispatch).callTimeoutMs()).isEqualTo(25_000);

    report(dispatch, OutcomeKind.SUCCEEDED, 200, null);
    DeliveryLog line = log();
    assertThat(line)
        .isEqualTo(
            new DeliveryLog(
                request.id(),
                endpoint.id(),
                Samples.PARTNER,
                request.eventId(),
                request.eventType(),
                1,
                DeliveryStatus.SUCCEEDED,
                200,
                null,
                12L,
                null,
                Samples.THEN,
                new DeliveryTimings(null, null, null, 11L, 1L),
                Map.of("server", "test"),
                "ok",
                null));
  }

  @Test
  void waitsForAnEndpointHoweverFarBehindTheRegistryIsRead() {
    WebhookEndpoint endpoint = Samples.endpoint();
    request(endpoint, "a");
    driver.advanceWallClockTime(Duration.ofHours(1));
    assertThat(dispatched.isEmpty()).isTrue();
    registry.pipeInput(key(endpoint.id()), Json.write(endpoint));
    driver.advanceWallClockTime(Duration.ofSeconds(1));
    assertThat(dispatched.isEmpty()).isFalse();
  }

  @Test
  void followsTheEndpointsSchedule() {
    WebhookEndpoint endpoint = register("{\"retry_schedule_s\":[5,300]}");
    request(endpoint, "a");
    for (long delay : List.of(5L, 300L)) {
      report(dispatched.readRecord(), OutcomeKind.RETRYABLE, 500, "the endpoint answered 500");
      DeliveryLog line = log();
      assertThat(line.status()).isEqualTo(DeliveryStatus.RETRYING);
      assertThat(line.error()).isEqualTo("the endpoint answered 500");
      assertThat(line.nextAttemptAt()).isNotNull();
      driver.advanceWallClockTime(Duration.ofSeconds(delay).minusMillis(1));
      assertThat(dispatched.isEmpty()).as("never earlier than the schedule says").isTrue();
      driver.advanceWallClockTime(Duration.ofMillis(20 + 200 * delay));
    }
    report(dispatched.readRecord(), OutcomeKind.RETRYABLE, 500, "the endpoint answered 500");
    DeliveryLog line = log();
    assertThat(line.status()).isEqualTo(DeliveryStatus.FAILED);
    assertThat(line.attempt()).isEqualTo(3);
    assertThat(line.error())
        .isEqualTo("given up after the last attempt: the endpoint answered 500");
    driver.advanceWallClockTime(Duration.ofDays(1));
    assertThat(dispatched.isEmpty()).isTrue();
  }

  @Test
  void countsRefusalsInARowAndNothingElse() {
    request(register("{\"retry_schedule_s\":[5,5,5,5,5,5,5,5,5,5,5,5]}"), "a");
    List<Integer> told = new ArrayList<>();
    for (int status : List.of(404, 404, 503, 503, 403, 404, 429, 401, 404, 404)) {
      TestRecord<byte[], byte[]> dispatch = dispatched.readRecord();
      told.add(DeliveryJob.read(dispatch.value()).refusals());
      if (status == 429) {
        reportThrottled(dispatch, Duration.ofSeconds(5));
      } else {
        report(dispatch, OutcomeKind.RETRYABLE, status, "the endpoint answered " + status);
      }
      driver.advanceWallClockTime(Duration.ofMinutes(1));
    }
    told.add(DeliveryJob.read(dispatched.readRecord().value()).refusals());
    // Read from the sixth attempt that counts on: 403 and 404 came after the last 503.
    assertThat(told).containsExactly(null, null, null, null, null, 1, 2, 2, 3, 4, 5);
  }

  @Test
  void aScheduleWithoutEntriesMeansOneAttempt() {
    WebhookEndpoint endpoint = register("{\"retry_schedule_s\":[]}");
    request(endpoint, "a");
    report(dispatched.readRecord(), OutcomeKind.RETRYABLE, 500, "no");
    assertThat(log().status()).isEqualTo(DeliveryStatus.FAILED);
  }

  @Test
  void keepsTheOrderOfAnOperationAndHoldsBackNothingElse() {
    WebhookEndpoint endpoint = register("{}");
    DeliveryRequest first = request(endpoint, "a");
    request(endpoint, "a");
    DeliveryRequest other = request(endpoint, "b");
    TestRecord<byte[], byte[]> one = dispatched.readRecord();
    assertThat(envelope(one).item()).isEqualTo(first.id());
    assertThat(envelope(dispatched.readRecord()).item()).isEqualTo(other.id());
    assertThat(dispatched.isEmpty()).isTrue();
    report(one, OutcomeKind.SUCCEEDED, 200, null);
    assertThat(dispatched.isEmpty()).isFalse();
  }

  @Test
  void sendsOneAtATimeWhereTheOrderIsStrict() {
    WebhookEndpoint endpoint = register("{\"ordering\":\"strict\"}");
    request(endpoint, "*");
    request(endpoint, "*");
    assertThat(dispatched.readRecordsToList()).hasSize(1);
  }

  @Test
  void whatIsBroughtOnceMoreGoesBehindWhatIsDueAndIsNotMadeOnceItsReplayIsCancelled() {
    WebhookEndpoint endpoint =
        register("{\"limits\":{\"requests_per_second\":1000,\"burst\":9,\"max_in_flight\":1}}");
    UUID replay = UUID.randomUUID();
    UUID other = UUID.randomUUID();
    request(endpoint, "a");
    TestRecord<byte[], byte[]> dispatch = dispatched.readRecord();
    request(endpoint, "b", replay);
    DeliveryRequest kept = request(endpoint, "c", other);
    DeliveryRequest due = request(endpoint, "d");
    cancelReplay(endpoint, replay);
    report(dispatch, OutcomeKind.SUCCEEDED, 200, null);
    dispatch = dispatched.readRecord();
    assertThat(envelope(dispatch).item()).isEqualTo(due.id());
    report(dispatch, OutcomeKind.SUCCEEDED, 200, null);
    assertThat(envelope(dispatched.readRecord()).item()).isEqualTo(kept.id());
    assertThat(deliveries.readValuesToList().stream().map(DeliveryLanesTest::line))
        .filteredOn(line -> replay.equals(line.replayId()))
        .singleElement()
        .returns(DeliveryStatus.FAILED, DeliveryLog::status)
        .returns("the replay was cancelled", DeliveryLog::error);
    commands.pipeInput(key(endpoint.id()), "{}".getBytes(UTF_8));
    assertThat(deadLetters.isEmpty()).isFalse();
  }

  private static DeliveryLog line(byte[] value) {
    return Json.read(value, DeliveryLog.class);
  }

  @Test
  void restsTheWholeLaneWhenItIsAskedTo() {
    WebhookEndpoint endpoint =
        register("{\"limits\":{\"requests_per_second\":1,\"burst\":1,\"max_in_flight\":1}}");
    request(endpoint, "a");
    request(endpoint, "b");
    reportThrottled(dispatched.readRecord(), Duration.ofSeconds(30));
    assertThat(log().status()).isEqualTo(DeliveryStatus.RETRYING);
    driver.advanceWallClockTime(Duration.ofSeconds(29));
    assertThat(dispatched.isEmpty()).isTrue();
    driver.advanceWallClockTime(Duration.ofSeconds(2));
    assertThat(dispatched.isEmpty()).isFalse();
  }

  @Test
  void queuesWhileTheEndpointIsPausedAndForgetsNothing() {
    WebhookEndpoint endpoint = register("{\"status\":\"paused\"}");
    request(endpoint, "a");
    assertThat(dispatched.isEmpty()).isTrue();
    register(change(endpoint, "{\"status\":\"active\",\"version\":2}"));
    driver.advanceWallClockTime(Duration.ofMillis(20));
    assertThat(dispatched.readRecordsToList()).hasSize(1);
  }

  @Test
  void takesTheNewestAddressForWhatWaitsAlready() {
    WebhookEndpoint endpoint = register("{\"status\":\"paused\"}");
    request(endpoint, "a");
    WebhookEndpoint moved =
        change(
            endpoint, "{\"status\":\"active\",\"version\":2,\"url\":\"https://moved.example/\"}");
    register(moved);
    driver.advanceWallClockTime(Duration.ofMillis(20));
    assertThat(DeliveryJob.read(dispatched.readValue()).endpoint()).isEqualTo(moved);
  }

  @Test
  void endsWhatWaitsWhenTheEndpointIsDeleted() {
    WebhookEndpoint endpoint = register("{\"status\":\"paused\"}");
    request(endpoint, "a");
    register(change(endpoint, "{\"status\":\"deleted\",\"version\":2}"));
    driver.advanceWallClockTime(Duration.ofSeconds(1));
    DeliveryLog line = log();
    assertThat(line.status()).isEqualTo(DeliveryStatus.FAILED);
    assertThat(line.error()).isEqualTo("the endpoint was deleted");
    assertThat(dispatched.isEmpty()).isTrue();
  }

  @Test
  void tellsHowLateARetryGoes() {
    WebhookEndpoint endpoint = register("{\"retry_schedule_s\":[60,60]}");
    request(endpoint, "a");
    assertThat(late).isEmpty();
    report(dispatched.readRecord(), OutcomeKind.RETRYABLE, 500, "oh");
    driver.advanceWallClockTime(Duration.ofSeconds(67));
    assertThat(late)
        .singleElement()
        .satisfies(lateness ->
            assertThat(lateness).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(7)));
    report(dispatched.readRecord(), OutcomeKind.SUCCEEDED, 200, null);
    assertThat(late).hasSize(1);
  }

  @Test
  void allThatIsLeftOfADeletedEndpointGoesWithItsRow() {
    WebhookEndpoint endpoint = register("{}");
    request(endpoint, "a");
    report(dispatched.readRecord(), OutcomeKind.RETRYABLE, 404, "oh");
    cancelReplay(endpoint, UUID.randomUUID());
    assertThat(rowsOf(endpoint)).containsExactly("cancelled", "endpoint", "health", "refused");
    registry.pipeInput(key(endpoint.id()), (byte[]) null);
    assertThat(deadLetters.readRecordsToList()).as("it is not deleted").hasSize(1);
    assertThat(rowsOf(endpoint)).hasSize(4);
    register(change(endpoint, "{\"status\":\"deleted\",\"version\":2}"));
    driver.advanceWallClockTime(Duration.ofDays(15));
    registry.pipeInput(key(endpoint.id()), (byte[]) null);
    driver.advanceWallClockTime(Duration.ofSeconds(1));
    assertThat(rowsOf(endpoint)).isEmpty();
    assertThat(deadLetters.isEmpty()).isTrue();
  }

  private List<String> rowsOf(WebhookEndpoint endpoint) {
    KeyValueStore<Bytes, byte[]> rows = driver.getKeyValueStore("rows");
    try (KeyValueIterator<Bytes, byte[]> all = rows.all()) {
      List<String> kinds = new ArrayList<>();
      all.forEachRemaining(row -> {
        String key = new String(row.key.get(), ISO_8859_1);
        if (key.contains("/" + endpoint.id())) {
          kinds.add(key.substring(1, key.indexOf('/')));
        }
      });
      return kinds;
    }
  }

  @Test
  void keepsWhatCameFirstOfTwoChangesToTheSameVersion() {
    WebhookEndpoint endpoint = register("{}");
    register(change(endpoint, "{\"status\":\"paused\",\"version\":2}"));
    register(change(endpoint, "{\"status\":\"disabled\",\"version\":2}"));
    register(change(endpoint, "{\"status\":\"active\",\"version\":1}"));
    request(endpoint, "a");
    assertThat(dispatched.isEmpty()).isTrue();
    register(change(endpoint, "{\"status\":\"active\",\"version\":3}"));
    driver.advanceWallClockTime(Duration.ofMillis(20));
    assertThat(dispatched.readRecordsToList()).hasSize(1);
  }

  @Test
  void dropsADeliveryThatItKnows() {
    WebhookEndpoint endpoint = register("{}");
    DeliveryRequest request = request(endpoint, "a");
    requested.pipeInput(key(endpoint.id()), Json.write(request));
    assertThat(dispatched.readRecordsToList()).hasSize(1);
  }

  @Test
  void sendsAgainWhatAKilledExecutorNeverAnswered() {
    WebhookEndpoint endpoint = register("{}");
    request(endpoint, "a");
    assertThat(dispatched.readRecordsToList()).hasSize(1);
    driver.advanceWallClockTime(Duration.ofMinutes(1));
    driver.advanceWallClockTime(Duration.ofMillis(10));
    assertThat(dispatched.readRecordsToList()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"garbage", "{}", "null", "[]", "{\"id\":\"x\"}"})
  void putsWhatCannotBeReadOnTheDeadLetterTopicAndGoesOn(String garbage) {
    requested.pipeInput(new byte[] {1}, garbage.getBytes(UTF_8));
    registry.pipeInput(new byte[] {1}, garbage.getBytes(UTF_8));
    assertThat(deadLetters.readRecordsToList())
        .hasSize(2)
        .allSatisfy(letter -> {
          assertThat(letter.value()).isEqualTo(garbage.getBytes(UTF_8));
          assertThat(letter.headers().lastHeader(WaybillHeaders.REASON)).isNotNull();
        });
    request(register("{}"), "a");
    assertThat(dispatched.readRecordsToList()).hasSize(1);
  }

  private WebhookEndpoint register(String difference) {
    return register(change(Samples.endpoint(), difference));
  }

  private WebhookEndpoint register(WebhookEndpoint endpoint) {
    registry.pipeInput(key(endpoint.id()), Json.write(endpoint));
    return endpoint;
  }

  private static WebhookEndpoint change(WebhookEndpoint endpoint, String difference) {
    ObjectNode json = Json.mapper().valueToTree(endpoint);
    json.setAll((ObjectNode) Json.mapper().readTree(difference));
    return Json.mapper().treeToValue(json, WebhookEndpoint.class);
  }

  private DeliveryRequest request(WebhookEndpoint endpoint, String orderKey) {
    return request(endpoint, orderKey, null);
  }

  private DeliveryRequest request(
      WebhookEndpoint endpoint, String orderKey, @Nullable UUID replay) {
    DeliveryRequest request =
        new DeliveryRequest(
            UUID.randomUUID(),
            endpoint.id(),
            UUID.randomUUID(),
            EventTypes.CREATED,
            Samples.THEN,
            0,
            42,
            orderKey,
            Samples.THEN,
            endpoint.version(),
            replay);
    requested.pipeInput(key(endpoint.id()), Json.write(request));
    return request;
  }

  private void cancelReplay(WebhookEndpoint endpoint, UUID replay) {
    commands.pipeInput(
        key(endpoint.id()),
        Json.write(
            new WebhookCommand(
                UUID.randomUUID(),
                endpoint.id(),
                WebhookCommand.CANCEL_REPLAY,
                replay,
                Samples.THEN)));
  }

  private void report(
      TestRecord<byte[], byte[]> dispatch, OutcomeKind outcome, int status, String error) {
    report(dispatch, outcome, status, error, null);
  }

  private void reportThrottled(TestRecord<byte[], byte[]> dispatch, Duration retryAfter) {
    report(dispatch, OutcomeKind.THROTTLED, 429, "the endpoint answered 429", retryAfter);
  }

  private void report(
      TestRecord<byte[], byte[]> dispatch,
      OutcomeKind outcome,
      int status,
      String error,
      Duration retryAfter) {
    AttemptDispatch envelope = envelope(dispatch);
    AttemptReport report =
        new AttemptReport(
            AttemptReport.VERSION,
            envelope.lane(),
            envelope.item(),
            envelope.run(),
            envelope.attempt(),
            ReportKind.FINISHED,
            Samples.THEN,
            outcome,
            error,
            retryAfter == null ? null : retryAfter.toMillis(),
            null,
            null,
            null,
            12L);
    Headers headers = new RecordHeaders().add(AttemptDispatch.HEADER, Json.write(report));
    byte[] note =
        new DeliveryNote(
                1,
                envelope.attempt(),
                Samples.THEN,
                status,
                error,
                12,
                new DeliveryTimings(null, null, null, 11L, 1L),
                Map.of("server", "test"),
                "ok",
                null,
                null)
            .write();
    attempted.pipeInput(new TestRecord<>(dispatch.key(), note, headers, (Instant) null));
  }

  private DeliveryLog log() {
    return Json.read(deliveries.readValue(), DeliveryLog.class);
  }

  private static AttemptDispatch envelope(TestRecord<byte[], byte[]> dispatch) {
    return Json.read(
        dispatch.headers().lastHeader(AttemptDispatch.HEADER).value(), AttemptDispatch.class);
  }

  private static byte[] key(UUID id) {
    return id.toString().getBytes(UTF_8);
  }

  private TestInputTopic<byte[], byte[]> input(String topic) {
    return driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private TestOutputTopic<byte[], byte[]> output(String topic) {
    return driver.createOutputTopic(
        topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static Properties properties() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "delivery-lanes-test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    properties.put(
        StreamsConfig.STATE_DIR_CONFIG, folder.resolve(UUID.randomUUID().toString()).toString());
    return properties;
  }
}
