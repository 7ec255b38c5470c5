package dev.waybill.lane.host;

import dev.waybill.schemas.Partitions;
import dev.waybill.schemas.TopicPlan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * One source, one processor, two stores, one sink: all topics are read by the same task, whichever
 * it writes to.
 */
public final class LaneTopology {
  static final String HEADS = "heads";
  static final String ROWS = "rows";
  static final String SINK = "out";

  /**
   * The active segment is never compacted, so segments are small; they roll by size alone, for the
   * shifted timestamps of {@link RankedTimestamps} would roll them at every other record. So would
   * a {@code max.compaction.lag.ms}, which rolls by the same timestamps and is therefore not set.
   */
  private static final Map<String, String> CHANGELOG =
      Map.of(
          TopicConfig.SEGMENT_BYTES_CONFIG,
          Integer.toString(32 * 1024 * 1024),
          TopicConfig.SEGMENT_MS_CONFIG,
          Long.toString(Long.MAX_VALUE),
          TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
          "0.1",
          TopicConfig.DELETE_RETENTION_MS_CONFIG,
          "3600000",
          // A row can be larger than the record that it was made from.
          TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
          Integer.toString(TopicPlan.MAX_RECORD_BYTES));

  private LaneTopology() {}

  /**
   * Builds the topology.
   *
   * @param applications makes one application for each task
   * @param randoms makes one source of randomness for each task
   */
  public static Topology build(
      LaneTopologyConfig config,
      Supplier<LaneApplication> applications,
      Supplier<RandomGenerator> randoms,
      LaneListener listener) {
    long bytes = StreamsTuning.defaults().cacheBytes();
    return build(config, applications, randoms, listener, new RowBudget(bytes));
  }

  static Topology build(
      LaneTopologyConfig config,
      Supplier<LaneApplication> applications,
      Supplier<RandomGenerator> randoms,
      LaneListener listener,
      RowBudget budget) {
    RankedTimestamps timestamps = new RankedTimestamps(config.topics());
    Topology topology = new Topology();
    topology.addSource(
        AutoOffsetReset.none(),
        "in",
        timestamps,
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        config.topics().sources().toArray(String[]::new));
    topology.addProcessor(
        "lanes",
        () -> new LaneProcessor(config, timestamps, applications.get(), randoms.get(), listener),
        "in");
    stores(config.store(), budget).forEach(store -> topology.addStateStore(store, "lanes"));
    topology.addSink(
        SINK,
        (key, record, context) -> record.topic(),
        new ByteArraySerializer(),
        (topic, record) -> record.value(),
        LaneTopology::partition,
        "lanes");
    return topology;
  }

  private static Optional<Set<Integer>> partition(
      String topic, byte[] key, OutboundRecord record, int partitions) {
    return Optional.of(Set.of(Partitions.of(record.partitionKey(), partitions)));
  }

  /**
   * The stores of a task by themselves, heads first, for whoever measures them.
   *
   * @param kind where rows are held
   * @param bufferBytes rows held back until the commit, for both together
   */
  public static List<StoreBuilder<KeyValueStore<Bytes, byte[]>>> stores(
      StoreKind kind, long bufferBytes) {
    return stores(kind, new RowBudget(bufferBytes));
  }

  private static List<StoreBuilder<KeyValueStore<Bytes, byte[]>>> stores(
      StoreKind kind, RowBudget budget) {
    return List.of(store(HEADS, kind, budget), store(ROWS, kind, budget));
  }

  private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(
      String name, StoreKind kind, RowBudget budget) {
    KeyValueBytesStoreSupplier supplier =
        switch (kind) {
          case ROCKS_DB -> Stores.persistentKeyValueStore(name);
          case IN_MEMORY -> Stores.inMemoryKeyValueStore(name);
        };
    return new BufferedStoreBuilder(
        Stores.keyValueStoreBuilder(supplier, Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingEnabled(CHANGELOG)
            .withCachingDisabled(),
        budget);
  }
}
