package dev.waybill.lane.host;

import dev.waybill.lane.core.RowKey;
import dev.waybill.lane.core.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The task's two stores as the engine's rows and the application's. */
final class TaskRows implements Rows, ApplicationRows {
  /** Sets the application's keys apart; the engine's kinds of rows begin with small numbers. */
  private static final byte APPLICATION = 100;

  private final KeyValueStore<Bytes, byte[]> heads;
  private final KeyValueStore<Bytes, byte[]> rows;

  TaskRows(KeyValueStore<Bytes, byte[]> heads, KeyValueStore<Bytes, byte[]> rows) {
    this.heads = heads;
    this.rows = rows;
  }

  @Override
  public byte @Nullable [] get(RowKey key) {
    return store(key).get(Bytes.wrap(key.bytes()));
  }

  void put(RowKey key, byte[] row) {
    store(key).put(Bytes.wrap(key.bytes()), row);
  }

  void delete(RowKey key) {
    store(key).delete(Bytes.wrap(key.bytes()));
  }

  /** For work in bulk only, of which there is little. */
  @Override
  public List<byte[]> keysAfter(RowKey after, int prefix, int limit) {
    Bytes from = Bytes.wrap(after.bytes());
    List<byte[]> keys = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> range =
        store(after).range(from, end(after.bytes(), prefix))) {
      while (range.hasNext() && keys.size() < limit) {
        byte[] key = range.next().key.get();
        if (!Arrays.equals(key, 0, Math.min(prefix, key.length), after.bytes(), 0, prefix)) {
          break;
        }
        if (!Arrays.equals(key, after.bytes())) {
          keys.add(key);
        }
      }
    }
    return keys;
  }

  /**
   * The first key behind all that begin with the prefix: behind them may lie any number of deleted
   * rows, which an iterator without an end would walk over before it says that there are no more.
   */
  static @Nullable Bytes end(byte[] key, int prefix) {
    byte[] end = Arrays.copyOf(key, prefix);
    for (int i = prefix - 1; i >= 0; i--) {
      if (++end[i] != 0) {
        return Bytes.wrap(Arrays.copyOf(end, i + 1));
      }
    }
    return null;
  }

  /** Where a whole store is iterated: the heads, when a task starts. */
  @Override
  public void forEachHead(Consumer<byte[]> visitor) {
    try (KeyValueIterator<Bytes, byte[]> all = heads.all()) {
      while (all.hasNext()) {
        KeyValue<Bytes, byte[]> head = all.next();
        visitor.accept(head.value);
      }
    }
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    return rows.get(ofApplication(key));
  }

  @Override
  public void put(byte[] key, byte[] row) {
    rows.put(ofApplication(key), row);
  }

  @Override
  public void delete(byte[] key) {
    rows.delete(ofApplication(key));
  }

  private KeyValueStore<Bytes, byte[]> store(RowKey key) {
    return key.kind() == RowKey.Kind.HEAD ? heads : rows;
  }

  private static Bytes ofApplication(byte[] key) {
    byte[] prefixed = new byte[key.length + 1];
    prefixed[0] = APPLICATION;
    System.arraycopy(key, 0, prefixed, 1, key.length);
    return Bytes.wrap(prefixed);
  }
}
