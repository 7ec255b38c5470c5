package dev.waybill.lane.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Streams closes a task whose transaction failed, and calls init again on the same objects. */
class RevivedTaskTest {
  private static final LaneTopics TOPICS =
      new LaneTopics("requested", "dispatched", "attempted", "commands", "registry", "dead-letter");
  private final MockProcessorContext<byte @Nullable [], OutboundRecord> context =
      new MockProcessorContext<>();
  private final LaneProcessor processor =
      new LaneProcessor(
          LaneTopologyConfig.of(TOPICS, 1),
          new RankedTimestamps(TOPICS),
          new TextApplication("events"),
          new Random(1),
          LaneListener.NONE);

  RevivedTaskTest() {
    for (String name : List.of(LaneTopology.HEADS, LaneTopology.ROWS)) {
      KeyValueStore<Bytes, byte[]> store =
          Stores.keyValueStoreBuilder(
                  Stores.inMemoryKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
              .withLoggingDisabled()
              .build();
      store.init(context.getStateStoreContext(), store);
      context.addStateStore(store);
    }
  }

  @Test
  void theClockOfTheAbortedTransactionStopsWithIt() {
    context.setCurrentSystemTimeMs(Instant.parse("2026-11-22T10:00:00Z").toEpochMilli());
    processor.init(context);
    List<CapturedPunctuator> aborted = new ArrayList<>(context.scheduledPunctuators());
    processor.close();
    processor.init(context);

    assertThat(aborted).hasSize(2).allMatch(CapturedPunctuator::cancelled);
    assertThat(context.scheduledPunctuators().stream().filter(one -> !one.cancelled())).hasSize(2);
  }
}
