package dev.waybill.api.view;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.api.http.RefusedException;
import dev.waybill.api.kafka.Positions;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationEvent;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.OperationState;
import dev.waybill.schemas.OperationStatus;
import dev.waybill.schemas.OperationType;
import dev.waybill.schemas.Phase;
import dev.waybill.schemas.Priority;
import dev.waybill.schemas.Resource;
import dev.waybill.schemas.TopicPlan;
import dev.waybill.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViewTopologyTest {
  private static final Instant ASKED = Instant.parse("2026-11-22T10:00:00Z");
  private static final UUID PARTNER = UUID.randomUUID();
  private static final UUID CONNECTION = UUID.randomUUID();

  @TempDir Path folder;
  private final Positions reached = new Positions(1);
  private final ViewSignals signals = new ViewSignals();
  private final OwnedParts parts = new OwnedParts();
  private TopologyTestDriver driver;
  private TestInputTopic<byte[], byte[]> requests;
  private TestInputTopic<byte[], byte[]> events;

  @BeforeEach
  void open() {
    Properties settings = new Properties();
    settings.put("application.id", "view");
    settings.put("bootstrap.servers", "nowhere:1");
    settings.put("state.dir", folder.toString());
    Topics topics = Topics.unprefixed();
    driver =
        new TopologyTestDriver(
            ViewTopology.build(topics, 1, reached, signals, parts), settings, ASKED);
    requests =
        driver.createInputTopic(
            topics.operationRequested(), new ByteArraySerializer(), new ByteArraySerializer());
    events =
        driver.createInputTopic(
            topics.operationEvents(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  @AfterEach
  void close() {
    if (driver != null) {
      driver.close();
      driver = null;
    }
  }

  @Test
  void keepsTheFirstRequestOfAnId() {
    OperationRequest first = request(UUID.randomUUID(), ASKED);
    ask(first);
    ask(request(first.id(), ASKED.plusSeconds(5)));
    assertThat(row(first.id()).request()).isEqualTo(first);
    assertThat(row(first.id()).requestOffset()).isZero();
    assertThat(places()).isEqualTo(2);
  }

  @Test
  void putsTheSchedulersWordOverTheRequestInEitherOrder() {
    OperationRequest request = request(UUID.randomUUID(), ASKED);
    ask(request);
    Operation created = operation(request.id(), OperationStatus.PENDING, 1, ASKED);
    tell(created);
    assertThat(row(request.id()).operation()).isEqualTo(created);
    assertThat(row(request.id()).request()).isNull();

    OperationRequest late = request(UUID.randomUUID(), ASKED);
    tell(operation(late.id(), OperationStatus.PENDING, 1, ASKED));
    ask(late);
    assertThat(row(late.id()).request()).isNull();
    assertThat(row(late.id()).requestOffset()).as("to know a repeat of its key by").isEqualTo(1);
    assertThat(places()).isEqualTo(4);
  }

  @Test
  void letsNothingOlderOverAnEndButALaterRun() {
    UUID id = UUID.randomUUID();
    Operation ended = operation(id, OperationStatus.FAILED, 1, ASKED.plusSeconds(9));
    tell(ended);
    tell(operation(id, OperationStatus.PENDING, 1, ASKED.plusSeconds(10)));
    tell(operation(id, OperationStatus.SUCCESS, 1, ASKED.plusSeconds(8)));
    assertThat(row(id).operation()).isEqualTo(ended);
    Operation again = operation(id, OperationStatus.PENDING, 2, ASKED.plusSeconds(1));
    tell(again);
    assertThat(row(id).operation()).isEqualTo(again);
    tell(ended);
    assertThat(row(id).operation()).isEqualTo(again);
  }

  @Test
  void passesOverWhatIsMalformedAndCountsItAsRead() {
    requests.pipeInput(new TestRecord<>(null, null));
    requests.pipeInput(null, "garbage".getBytes(UTF_8));
    requests.pipeInput(null, "null".getBytes(UTF_8));
    requests.pipeInput(null, "{\"id\":\"%s\"}".formatted(UUID.randomUUID()).getBytes(UTF_8));
    events.pipeInput(null, "garbage".getBytes(UTF_8));
    events.pipeInput(null, "{\"type\":\"x\",\"data\":{}}".getBytes(UTF_8));
    assertThat(places()).isZero();
    assertThat(reached.await(Map.of(0, 4L), Duration.ZERO)).isTrue();
  }

  /** Of what was written before an end without a commit a part may be lost. */
  @Test
  void putsARequestThatComesAgainAtItsPlacesAgain() {
    KeyValueStore<Bytes, byte[]> store = Stores.inMemoryKeyValueStore(ViewTopology.STORE).get();
    MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
    store.init(context.getStateStoreContext(), store);
    context.addStateStore(store);
    String topic = Topics.unprefixed().operationRequested();
    ViewProcessor processor = new ViewProcessor(topic, 1, reached, signals, parts);
    processor.init(context);
    context.setRecordMetadata(topic, 0, 5);
    OperationRequest request = request(UUID.randomUUID(), ASKED);
    Record<byte[], byte[]> record = new Record<>(null, Json.write(request), 0);
    processor.process(record);
    List<Bytes> written = keys(store);
    assertThat(written).hasSize(3);
    written.stream().filter(key -> !ViewKeys.isOperation(key)).forEach(store::delete);
    processor.process(record);
    assertThat(keys(store)).isEqualTo(written);
  }

  private static List<Bytes> keys(KeyValueStore<Bytes, byte[]> store) {
    List<Bytes> keys = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> rows = store.all()) {
      rows.forEachRemaining(row -> keys.add(row.key));
    }
    return keys;
  }

  /** Only of UTF-8 the parser knows where the operation is in it. */
  @Test
  void passesOverAnEventInAnotherEncoding() {
    Operation created = operation(UUID.randomUUID(), OperationStatus.PENDING, 1, ASKED);
    tell(created);
    assertThat(places()).isEqualTo(2);
    Operation other = operation(UUID.randomUUID(), OperationStatus.PENDING, 1, ASKED);
    events.pipeInput(null, new String(event(other), UTF_8).getBytes(UTF_16BE));
    assertThat(places()).isEqualTo(2);
  }

  @Test
  void showsWhatWasAskedForInAnyYearThatCanBeWritten() {
    ask(request(UUID.randomUUID(), Instant.parse("1901-01-01T00:00:00Z")));
    ask(request(UUID.randomUUID(), Instant.parse("9999-01-01T00:00:00Z")));
    assertThat(places()).isEqualTo(4);
    ask(request(UUID.randomUUID(), Instant.parse("+99999-01-01T00:00:00Z")));
    assertThat(places()).as("the scheduler gives it up").isEqualTo(4);
  }

  @Test
  void wakesWhoWaitsForAnOperation() {
    UUID id = UUID.randomUUID();
    try (ViewSignals.Waiter waiter = signals.watch(id)) {
      ask(request(UUID.randomUUID(), ASKED));
      assertThat(waiter.await(Duration.ZERO)).isFalse();
      ask(request(id, ASKED));
      assertThat(waiter.await(Duration.ZERO)).isTrue();
    }
  }

  @Test
  void forgetsWhatItsTopicsDoNotHoldAnyMore() {
    UUID ended = UUID.randomUUID();
    UUID pending = UUID.randomUUID();
    tell(operation(ended, OperationStatus.SUCCESS, 1, ASKED));
    ask(request(pending, ASKED));
    driver.advanceWallClockTime(TopicPlan.EVENTS_KEPT);
    assertThat(places()).isEqualTo(4);
    driver.advanceWallClockTime(ViewSweep.EVERY);
    assertThat(places()).isEqualTo(2);
    assertThat(store().get(ViewKeys.operation(ended))).isNull();
    assertThat(row(pending).request()).isNotNull();
    driver.advanceWallClockTime(TopicPlan.EVENTS_KEPT);
    assertThat(places()).isZero();
  }

  @Test
  void hasItsPartReadOnlyOnceItWasOpenedAndWhileItIsHere() {
    UUID id = UUID.randomUUID();
    ask(request(id, ASKED));
    assertThatThrownBy(() -> parts.of(0)).isInstanceOf(RefusedException.class);
    assertThat(parts.closed()).containsExactly(0);
    OwnedParts.Part part = parts.taken().remove();
    part.open();
    assertThat(parts.of(0).get(ViewKeys.operation(id))).isNotNull();
    try (ViewSignals.Waiter waiter = signals.watch(id)) {
      close();
      assertThat(waiter.await(Duration.ZERO)).as("has who waits ask elsewhere").isTrue();
    }
    assertThat(parts.has(0)).isFalse();
    assertThat(parts.isHeld(part)).isFalse();
  }

  private void ask(OperationRequest request) {
    requests.pipeInput(CONNECTION.toString().getBytes(UTF_8), Json.write(request));
  }

  private void tell(Operation operation) {
    events.pipeInput(CONNECTION.toString().getBytes(UTF_8), event(operation));
  }

  private static byte[] event(Operation operation) {
    return Json.write(
        new OperationEvent(UUID.randomUUID(), "any", OperationEvent.VERSION, ASKED, operation));
  }

  private ViewRow row(UUID id) {
    return ViewRow.read(store().get(ViewKeys.operation(id)));
  }

  /** How many places in lists there are. */
  private long places() {
    long count = 0;
    try (KeyValueIterator<Bytes, byte[]> all = store().all()) {
      while (all.hasNext()) {
        count += all.next().key.get()[0] == 'O' ? 0 : 1;
      }
    }
    return count;
  }

  private KeyValueStore<Bytes, byte[]> store() {
    return driver.getKeyValueStore(ViewTopology.STORE);
  }

  private static OperationRequest request(UUID id, Instant at) {
    return new OperationRequest(
        id,
        PARTNER,
        CONNECTION,
        Resource.VEHICLE,
        OperationType.CREATE,
        null,
        Json.mapper().createObjectNode(),
        at,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private static Operation operation(UUID id, OperationStatus status, int run, Instant updatedAt) {
    @Nullable String sourceId = status == OperationStatus.SUCCESS ? "v-1" : null;
    return new Operation(
        id,
        PARTNER,
        CONNECTION,
        null,
        "simulator",
        Resource.VEHICLE,
        OperationType.CREATE,
        Json.mapper().createObjectNode(),
        null,
        sourceId,
        status,
        ASKED,
        updatedAt,
        null,
        List.of(),
        OperationState.of(status == OperationStatus.PENDING ? Phase.WAITING : Phase.DONE),
        null,
        0,
        run,
        null,
        null,
        null,
        false,
        Priority.NORMAL,
        List.of());
  }
}
