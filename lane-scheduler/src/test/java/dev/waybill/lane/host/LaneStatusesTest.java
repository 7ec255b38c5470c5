package dev.waybill.lane.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.Partitions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is told of lanes, and when, by a task with its punctuations in the test's hand. */
class LaneStatusesTest {
  private static final LaneTopics TOPICS =
      new LaneTopics("requested", "dispatched", "attempted", "commands", "registry", "dead-letter");
  private static final int PARTITIONS = 2;
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

  private final MockProcessorContext<byte @Nullable [], OutboundRecord> context =
      new MockProcessorContext<>();
  private final TextApplication application = new TextApplication("events");
  private final LaneProcessor processor =
      new LaneProcessor(
          LaneTopologyConfig.of(TOPICS, PARTITIONS),
          new RankedTimestamps(TOPICS),
          application,
          new Random(1),
          LaneListener.NONE);
  private final UUID lane = laneIn(0);

  LaneStatusesTest() {
    for (String name : List.of(LaneTopology.HEADS, LaneTopology.ROWS)) {
      KeyValueStore<Bytes, byte[]> store =
          Stores.keyValueStoreBuilder(
                  Stores.inMemoryKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
              .withLoggingDisabled()
              .build();
      store.init(context.getStateStoreContext(), store);
      context.addStateStore(store);
    }
    context.setCurrentSystemTimeMs(START.toEpochMilli());
    processor.init(context);
  }

  @Test
  void aLaneThatRanEmptyIsToldAnewAfterARestart() {
    send("registry", lane, lane + " 10");
    // Killed before it was told: what is told last may be that it has work.
    restart();
    second();
    assertThat(application.statuses).containsExactly(lane + " 0");
    second();
    assertThat(application.statuses).hasSize(1);
  }

  @Test
  void allIdleLanesAreToldAnewBesideThoseThatChange() {
    Set<String> idle = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      UUID one = laneIn(0);
      send("registry", one, one + " 10");
      idle.add(one + " 0");
    }
    send("registry", lane, lane + " 10");
    request(lane);
    restart();
    second();
    assertThat(application.statuses).hasSize(100).contains(lane + " 1");
    for (int i = 0; i < 100; i++) {
      UUID one = laneIn(0);
      send("registry", one, one + " 10");
      request(one);
    }
    second();
    assertThat(application.statuses).hasSize(200);
    assertThat(application.statuses.subList(100, 200)).filteredOn(idle::contains).hasSize(20);
    for (int i = 0; i < 10; i++) {
      second();
    }
    assertThat(application.statuses).containsAll(idle);
  }

  @Test
  void lanesOfIdsThatAreNobodysConnectionNeitherTakeTurnsNorStay() {
    for (int i = 0; i < 1_000; i++) {
      request(laneIn(0));
    }
    send("registry", lane, lane + " 10");
    second();
    assertThat(application.statuses).containsExactly(lane + " 0");
  }

  @Test
  void aLaneThatIsGoneIsToldAtOnce() {
    send("registry", lane, lane + " 10");
    second();
    application.statuses.clear();
    send("registry", lane, lane + " gone");
    assertThat(application.statuses).containsExactly(lane + " gone");
    second();
    assertThat(application.statuses).hasSize(1);
  }

  @Test
  void nothingIsNotedOfARegistrationThatBelongsElsewhere() {
    UUID foreign = laneIn(1);
    send("registry", foreign, foreign + " 10");
    assertThat(application.registered).isEmpty();
    assertThat(context.forwarded())
        .singleElement()
        .satisfies(moved ->
            assertThat(moved.record().value())
                .isInstanceOfSatisfying(
                    OutboundRecord.class, out -> assertThat(out.topic()).isEqualTo("registry")));
    send("registry", lane, lane + " 10");
    assertThat(application.registered).containsExactly(lane + " 10");
  }

  private void restart() {
    processor.close();
    application.statuses.clear();
    processor.init(context);
  }

  private void second() {
    context.setCurrentSystemTimeMs(
        context.currentSystemTimeMs() + Duration.ofSeconds(1).toMillis());
    context.scheduledPunctuators().stream()
        .filter(one -> !one.cancelled() && one.getInterval().equals(Duration.ofSeconds(1)))
        .forEach(one -> one.getPunctuator().punctuate(context.currentSystemTimeMs()));
  }

  private void request(UUID to) {
    send("requested", to, to + " " + UUID.randomUUID() + " truck");
  }

  private void send(String topic, UUID key, String value) {
    context.setRecordMetadata(topic, 0, 0);
    processor.process(record(key, value));
  }

  private Record<byte @Nullable [], byte @Nullable []> record(UUID key, String value) {
    return new Record<>(
        key.toString().getBytes(UTF_8),
        value.getBytes(UTF_8),
        context.currentSystemTimeMs(),
        new RecordHeaders());
  }

  private static UUID laneIn(int partition) {
    return Stream.generate(UUID::randomUUID)
        .filter(id -> Partitions.of(id, PARTITIONS) == partition)
        .findFirst()
        .orElseThrow();
  }
}
