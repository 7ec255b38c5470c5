package dev.waybill.bench.backlog;

import dev.waybill.lane.core.RowKey;
import dev.waybill.lane.core.Rows;
import dev.waybill.lane.host.LaneRocksDb;
import dev.waybill.lane.host.LaneTopology;
import dev.waybill.lane.host.StoreKind;
import dev.waybill.lane.host.StreamsTuning;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.jspecify.annotations.Nullable;

/** The stores of one task, as the host builds them, but without their changelog. */
public final class TaskStores implements Rows, AutoCloseable {
  private final KeyValueStore<Bytes, byte[]> heads;
  private final KeyValueStore<Bytes, byte[]> rows;

  private TaskStores(KeyValueStore<Bytes, byte[]> heads, KeyValueStore<Bytes, byte[]> rows) {
    this.heads = heads;
    this.rows = rows;
  }

  /** Opens what is in the folder, or begins anew. */
  public static TaskStores open(StoreKind kind, Path folder) {
    List<KeyValueStore<Bytes, byte[]>> stores =
        LaneTopology.stores(kind, StreamsTuning.defaults().cacheBytes()).stream()
            .map(StoreBuilder::withLoggingDisabled)
            .map(StoreBuilder::build)
            .toList();
    Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "backlog");
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nobody:1");
    config.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, LaneRocksDb.class);
    MockProcessorContext<Void, Void> context =
        new MockProcessorContext<>(config, new TaskId(0, 0), folder.toFile());
    stores.forEach(store -> store.init(context.getStateStoreContext(), store));
    return new TaskStores(stores.getFirst(), stores.getLast());
  }

  /** What Streams does with the stores at each commit. */
  public void commit() {
    flush(heads);
    flush(rows);
  }

  private static void flush(KeyValueStore<Bytes, byte[]> store) {
    ((CachedStateStore<?, ?>) store).flushCache();
  }

  @Override
  public byte @Nullable [] get(RowKey key) {
    return store(key).get(Bytes.wrap(key.bytes()));
  }

  /** Puts a row; on disk with the next commit. */
  public void put(RowKey key, byte[] row) {
    store(key).put(Bytes.wrap(key.bytes()), row);
  }

  /** Deletes a row, likewise. */
  public void delete(RowKey key) {
    store(key).delete(Bytes.wrap(key.bytes()));
  }

  @Override
  public List<byte[]> keysAfter(RowKey after, int prefix, int limit) {
    throw new IllegalStateException("no lane is removed here");
  }

  @Override
  public void forEachHead(Consumer<byte[]> visitor) {
    try (KeyValueIterator<Bytes, byte[]> all = heads.all()) {
      while (all.hasNext()) {
        visitor.accept(all.next().value);
      }
    }
  }

  private KeyValueStore<Bytes, byte[]> store(RowKey key) {
    return key.kind() == RowKey.Kind.HEAD ? heads : rows;
  }

  /** As a task that is closed in good order: everything is on disk. */
  @Override
  public void close() {
    commit();
    heads.close();
    rows.close();
  }
}
