package dev.waybill.lane.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.AttemptDispatch;
import dev.waybill.schemas.AttemptReport;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.OutcomeKind;
import dev.waybill.schemas.Partitions;
import dev.waybill.schemas.ReportKind;
import dev.waybill.schemas.WaybillHeaders;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The task as a whole; the driver's one task is partition 0 of {@value #PARTITIONS}. */
class LaneTopologyTest {
  private static final int PARTITIONS = 2;
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  private static final LaneTopics TOPICS =
      new LaneTopics("requested", "dispatched", "attempted", "commands", "registry", "dead-letter");

  @TempDir private static Path folder;

  private final UUID lane = laneIn(0);
  private final TopologyTestDriver driver =
      new TopologyTestDriver(
          LaneTopology.build(
              LaneTopologyConfig.of(TOPICS, PARTITIONS),
              () -> new TextApplication("events"),
              () -> new Random(1),
              LaneListener.NONE),
          properties(),
          START);
  private final TestInputTopic<@Nullable String, String> requested = input("requested");
  private final TestInputTopic<@Nullable String, String> registry = input("registry");
  private final TestInputTopic<byte[], byte @Nullable []> attempted =
      driver.createInputTopic("attempted", new ByteArraySerializer(), new ByteArraySerializer());
  private final TestOutputTopic<String, String> dispatched = output("dispatched");
  private final TestOutputTopic<String, String> events = output("events");
  private final TestOutputTopic<String, String> deadLetters = output("dead-letter");

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void dispatchesARequestAndPublishesItsEnd() {
    configure(1000);
    UUID item = request("truck");
    TestRecord<String, String> dispatch = dispatched.readRecord();
    assertThat(dispatch.key()).isEqualTo(lane.toString());
    assertThat(dispatch.value()).isEqualTo("call 1");
    AttemptDispatch envelope = envelope(dispatch);
    assertThat(envelope.item()).isEqualTo(item);
    assertThat(envelope.notBefore()).isEqualTo(START);
    assertThat(header(dispatch.headers(), LaneHeaders.PACE)).isEqualTo("1000000,1");

    report(envelope, ReportKind.FINISHED, OutcomeKind.SUCCEEDED);
    assertThat(events.readValuesToList())
        .containsExactly("accepted " + item, "ended SUCCEEDED " + item);
    assertThat(driver.getKeyValueStore(LaneTopology.ROWS).approximateNumEntries()).isPositive();
  }

  @Test
  void retriesWhenTheBackoffIsOver() {
    configure(1000);
    UUID item = request("truck");
    report(envelope(dispatched.readRecord()), ReportKind.FINISHED, OutcomeKind.RETRYABLE);
    driver.advanceWallClockTime(Duration.ofMillis(4_990));
    assertThat(dispatched.isEmpty()).isTrue();
    // The schedule says 5 s, and up to a tenth is added.
    driver.advanceWallClockTime(Duration.ofMillis(520));

    assertThat(dispatched.readValue()).isEqualTo("call 2");
    assertThat(events.readValuesToList()).contains("attempted 1 " + item);
  }

  @Test
  void dropsADuplicate() {
    configure(1000);
    UUID item = request("truck");
    send(lane, item, "truck");

    assertThat(dispatched.readValuesToList()).hasSize(1);
    assertThat(events.readValuesToList()).hasSize(1);
  }

  @Test
  void aFenceGoesThroughTheTopicBeforeAnythingIsDecided() {
    configure(1000);
    UUID item = request("truck");
    AttemptDispatch first = envelope(dispatched.readRecord());
    report(first, ReportKind.STARTED, null);
    driver.advanceWallClockTime(Duration.ofSeconds(34));
    driver.advanceWallClockTime(Duration.ofMillis(10));
    TestOutputTopic<String, String> fences = output("attempted");
    assertThat(Json.read(bytes(fences.readRecord().headers()), AttemptReport.class).kind())
        .isEqualTo(ReportKind.FENCE);

    assertThat(events.readValuesToList())
        .containsExactly("accepted " + item, "ended UNKNOWN_OUTCOME " + item);
  }

  @Test
  void movesARecordThatCameInAtTheWrongPartition() {
    UUID foreign = laneIn(1);
    UUID item = UUID.randomUUID();
    send(foreign, item, "truck");

    TestOutputTopic<String, String> moved = output("requested");
    TestRecord<String, String> record = moved.readRecord();
    assertThat(record.key()).isEqualTo(foreign.toString());
    assertThat(record.value()).isEqualTo(foreign + " " + item + " truck");
    assertThat(record.headers().lastHeader(WaybillHeaders.MOVED)).isNotNull();
    assertThat(events.isEmpty()).isTrue();
    assertThat(header(deadLetters.readRecord().headers(), WaybillHeaders.REASON))
        .as("the driver gives it back to the same task; a second move would never end")
        .startsWith("moved once");
  }

  @Test
  void anotherKeyInTheRightPartitionIsTakenAsItIs() {
    configure(1000);
    requested.pipeInput("no-uuid", lane + " " + UUID.randomUUID() + " truck");

    assertThat(dispatched.readRecord().key()).isEqualTo(lane.toString());
  }

  @Test
  void whatIsMalformedGoesToTheDeadLetterTopicAndStopsNothing() {
    configure(1000);
    requested.pipeInput(null, "gibberish");
    requested.pipeInput("k", "not-a-uuid x y");
    registry.pipeInput("k", "x");
    attempted.pipeInput(new byte[0], new byte[] {1, 2});
    attempted.pipeInput(
        new TestRecord<>(
            new byte[0],
            new byte[0],
            new RecordHeaders().add(AttemptDispatch.HEADER, "{}".getBytes(UTF_8))));
    driver
        .createInputTopic("commands", new StringSerializer(), new StringSerializer())
        .pipeInput("a", "b");
    request("truck");

    List<TestRecord<String, String>> letters = deadLetters.readRecordsToList();
    assertThat(letters).hasSize(6);
    TestRecord<String, String> first = letters.getFirst();
    assertThat(first.key()).isNull();
    assertThat(first.value()).isEqualTo("gibberish");
    assertThat(header(first.headers(), WaybillHeaders.REASON)).isEqualTo("not three words");
    assertThat(header(first.headers(), WaybillHeaders.ORIGIN_TOPIC)).isEqualTo("requested");
    assertThat(header(first.headers(), WaybillHeaders.ORIGIN_PARTITION)).isEqualTo("0");
    assertThat(header(first.headers(), WaybillHeaders.ORIGIN_OFFSET)).isEqualTo("0");
    assertThat(header(letters.get(1).headers(), WaybillHeaders.REASON)).contains("IllegalArgument");
    assertThat(dispatched.isEmpty()).isFalse();
  }

  @Test
  void whatIsTooLargeToBeWrittenOnGoesToTheDeadLetterTopicCutOff() {
    configure(1000);
    byte[] large = new byte[9_000_000];
    attempted.pipeInput(large, large);
    requested.pipeInput(lane.toString(), "x".repeat(5_000_000));
    UUID foreign = laneIn(1);
    registry.pipeInput(foreign.toString(), foreign + " " + "1".repeat(1_040_000));
    request("truck");

    List<TestRecord<String, String>> letters = deadLetters.readRecordsToList();
    assertThat(letters).hasSize(3);
    assertThat(letters).allMatch(letter -> letter.value().length() == 16 * 1024);
    assertThat(header(letters.getFirst().headers(), WaybillHeaders.CUT)).isEqualTo("18000000");
    assertThat(dispatched.isEmpty()).isFalse();
  }

  @Test
  void anAdmissionMayFailTheItemSoThatNobodyWaitsForIt() {
    UUID item = request("fail");
    send(lane, UUID.randomUUID(), "refuse");

    assertThat(events.readValuesToList())
        .containsExactly("accepted " + item, "ended REFUSED " + item);
    assertThat(deadLetters.readValuesToList()).hasSize(2);
  }

  @Test
  void paceIsKeptAcrossTicks() {
    configure(10);
    request("a");
    request("b");
    request("c");
    for (int i = 0; i < 30; i++) {
      driver.advanceWallClockTime(Duration.ofMillis(10));
    }

    assertThat(dispatched.readRecordsToList())
        .extracting(dispatch -> Duration.between(START, envelope(dispatch).notBefore()).toMillis())
        .containsExactly(0L, 100L, 200L);
  }

  private void configure(double callsPerSecond) {
    registry.pipeInput(lane.toString(), lane + " " + callsPerSecond);
  }

  private UUID request(String orderKey) {
    UUID item = UUID.randomUUID();
    send(lane, item, orderKey);
    return item;
  }

  private void send(UUID to, UUID item, String orderKey) {
    requested.pipeInput(to.toString(), to + " " + item + " " + orderKey);
  }

  private void report(AttemptDispatch dispatch, ReportKind kind, @Nullable OutcomeKind outcome) {
    AttemptReport report =
        new AttemptReport(
            1,
            dispatch.lane(),
            dispatch.item(),
            dispatch.run(),
            dispatch.attempt(),
            kind,
            START,
            outcome,
            null,
            null,
            null,
            false,
            null,
            5L);
    Headers headers = new RecordHeaders().add(AttemptDispatch.HEADER, Json.write(report));
    attempted.pipeInput(
        new TestRecord<>(lane.toString().getBytes(UTF_8), "note".getBytes(UTF_8), headers));
  }

  private static AttemptDispatch envelope(TestRecord<String, String> record) {
    return Json.read(bytes(record.headers()), AttemptDispatch.class);
  }

  private static byte[] bytes(Headers headers) {
    return headers.lastHeader(AttemptDispatch.HEADER).value();
  }

  private static String header(Headers headers, String name) {
    return new String(headers.lastHeader(name).value(), UTF_8);
  }

  private static UUID laneIn(int partition) {
    return Stream.generate(UUID::randomUUID)
        .filter(id -> Partitions.of(id, PARTITIONS) == partition)
        .findFirst()
        .orElseThrow();
  }

  private TestInputTopic<@Nullable String, String> input(String topic) {
    return driver.createInputTopic(topic, new StringSerializer(), new StringSerializer());
  }

  private TestOutputTopic<String, String> output(String topic) {
    return driver.createOutputTopic(topic, new StringDeserializer(), new StringDeserializer());
  }

  private static Properties properties() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "lanes");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    // The default is one folder for all that run on a machine: what a killed run left would be
    // found in it.
    properties.put(
        StreamsConfig.STATE_DIR_CONFIG, folder.resolve(UUID.randomUUID().toString()).toString());
    return properties;
  }
}
