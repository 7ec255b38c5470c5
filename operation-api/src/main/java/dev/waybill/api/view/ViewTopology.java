package dev.waybill.api.view;

import dev.waybill.api.kafka.Positions;
import dev.waybill.schemas.TopicPlan;
import dev.waybill.schemas.Topics;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/**
 * The view's topology: requests and events of the same partition meet in one store. At least once
 * is enough: a record that comes again leaves what it left the first time.
 */
final class ViewTopology {
  static final String STORE = "operation-view";

  /** Of the rows of all partitions that wait for a commit. */
  private static final long MOST_BYTES_HELD = 16L * 1024 * 1024;

  private ViewTopology() {}

  /**
   * Builds it.
   *
   * @param reached is told how far the requests were read
   * @param parts is told which partitions are here
   */
  static Topology build(
      Topics topics, int partitions, Positions reached, ViewSignals signals, OwnedParts parts) {
    String requested = topics.operationRequested();
    return new Topology()
        .addSource("requests", new ByteArrayDeserializer(), new ByteArrayDeserializer(), requested)
        .addSource(
            "events",
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer(),
            topics.operationEvents())
        .addProcessor(
            "view",
            () -> new ViewProcessor(requested, partitions, reached, signals, parts),
            "requests",
            "events")
        .addStateStore(
            new BufferedRowsBuilder(
                    Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray()),
                    MOST_BYTES_HELD / partitions)
                .withLoggingEnabled(
                    Map.of(
                        "segment.bytes",
                        "67108864",
                        // A row repeats the largest request and adds attempts to it.
                        "max.message.bytes",
                        Integer.toString(TopicPlan.MAX_RECORD_BYTES))),
            "view");
  }
}
