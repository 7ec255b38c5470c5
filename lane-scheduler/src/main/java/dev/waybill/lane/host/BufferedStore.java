package dev.waybill.lane.host;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * Holds rows back until the commit, and those that were used last beside them, in front of a store
 * that writes its changelog. What a row is rewritten to within one commit reaches the changelog
 * once, and all rows of a commit reach the disk in one batch.
 *
 * <p>Streams' own cache does the first as well, but keeps every row in two sorted maps for the sake
 * of scans, and writes rows one by one; here nothing scans, but see {@link ReadAhead}. {@link
 * CachedStateStore} is the one type of Streams' internals that is used: by it a store is told of a
 * commit. Of the task's thread.
 */
final class BufferedStore implements KeyValueStore<Bytes, byte[]>, CachedStateStore<Bytes, byte[]> {
  private final KeyValueStore<Bytes, byte[]> inner;
  private final RowBudget budget;
  private final ReadAhead ahead;

  /** Not written yet, in the order of the first write; without a value: to be deleted. */
  private final Map<HashedKey, Row> changed = new LinkedHashMap<>();

  /**
   * As they are in the store below, the least recently used first; without a value: not there. To
   * look for a row that is not there costs RocksDB more than to read one.
   */
  private final LinkedHashMap<HashedKey, Row> known = new LinkedHashMap<>(16, 0.75f, true);

  private long bytesHeld;

  /**
   * A buffer.
   *
   * @param inner what it is in front of
   * @param budget shared with other buffers
   */
  BufferedStore(KeyValueStore<Bytes, byte[]> inner, RowBudget budget) {
    this.inner = inner;
    this.budget = budget;
    this.ahead = new ReadAhead(inner);
  }

  @SuppressWarnings("ArrayRecordComponent") // bytes on their way: copies would only cost
  private record Row(byte @Nullable [] value, int size, boolean isAhead) {
    static Row of(Bytes key, byte @Nullable [] value) {
      return new Row(value, RowBudget.sizeOf(key.get(), value), false);
    }

    static Row ahead(Bytes key, byte[] value) {
      return new Row(value, RowBudget.sizeOf(key.get(), value), true);
    }

    Row asked() {
      return new Row(value, size, false);
    }
  }

  @Override
  public byte @Nullable [] get(Bytes bytes) {
    HashedKey key = new HashedKey(bytes);
    Row row = changed.get(key);
    if (row == null) {
      row = known.get(key);
      if (row != null && row.isAhead()) {
        known.put(key, row.asked());
        ahead.used(bytes);
      }
    }
    if (row != null) {
      return row.value();
    }
    byte @Nullable [] stored = inner.get(bytes);
    remember(key, Row.of(bytes, stored));
    if (stored != null && inner.persistent()) {
      ahead.read(bytes).forEach(this::fetched);
    }
    return stored;
  }

  private void fetched(KeyValue<Bytes, byte[]> row) {
    HashedKey key = new HashedKey(row.key);
    if (!changed.containsKey(key) && !known.containsKey(key)) {
      remember(key, Row.ahead(row.key, row.value));
    }
  }

  @Override
  public void put(Bytes bytes, byte @Nullable [] value) {
    HashedKey key = new HashedKey(bytes);
    Row row = Row.of(bytes, value);
    take(row);
    release(known.remove(key));
    release(changed.put(key, row));
    if (budget.isExceededBy(bytesHeld)) {
      makeRoom();
    }
  }

  @Override
  public byte @Nullable [] delete(Bytes key) {
    put(key, null);
    return null;
  }

  @Override
  public byte @Nullable [] putIfAbsent(Bytes key, byte[] value) {
    byte @Nullable [] present = get(key);
    if (present == null) {
      put(key, value);
    }
    return present;
  }

  @Override
  public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
    entries.forEach(entry -> put(entry.key, entry.value));
  }

  private void remember(HashedKey key, Row row) {
    take(row);
    release(known.put(key, row));
    if (budget.isExceededBy(bytesHeld)) {
      makeRoom();
    }
  }

  /** Gives up what was used long ago, and writes early what cannot be given up. */
  private void makeRoom() {
    var eldest = known.entrySet().iterator();
    while (budget.isExceededBy(bytesHeld) && eldest.hasNext()) {
      release(eldest.next().getValue());
      eldest.remove();
    }
    if (budget.isExceededBy(bytesHeld)) {
      write();
      forget();
    }
  }

  /** The commit begins: the changelog's records are part of its transaction. */
  @Override
  public void flushCache() {
    write();
  }

  private void write() {
    if (changed.isEmpty()) {
      return;
    }
    List<KeyValue<Bytes, byte[]>> batch = new ArrayList<>(changed.size());
    changed.forEach((key, row) -> batch.add(new KeyValue<>(key.bytes(), row.value())));
    inner.putAll(batch);
    changed.forEach((key, row) -> {
      if (row.value() == null) {
        release(row); // Of what has ended: hardly any is asked for again.
      } else {
        known.put(key, row);
      }
    });
    changed.clear();
  }

  private void take(Row row) {
    bytesHeld += row.size();
    budget.take(row.size());
  }

  private void release(@Nullable Row row) {
    if (row != null) {
      bytesHeld -= row.size();
      budget.release(row.size());
    }
  }

  private void forget() {
    known.clear();
    changed.clear();
    budget.release(bytesHeld);
    bytesHeld = 0;
  }

  /** The transaction was aborted, or the task goes elsewhere. */
  @Override
  public void clearCache() {
    forget();
  }

  @Override
  public boolean setFlushListener(CacheFlushListener<Bytes, byte[]> listener, boolean oldValues) {
    return false;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    forget();
    inner.init(context, root);
  }

  @Override
  public void commit(Map<TopicPartition, Long> changelogOffsets) {
    inner.commit(changelogOffsets);
  }

  @Override
  @SuppressWarnings("deprecation") // Streams still asks
  public boolean managesOffsets() {
    return inner.managesOffsets();
  }

  @Override
  public @Nullable Long committedOffset(TopicPartition partition) {
    return inner.committedOffset(partition);
  }

  @Override
  public void close() {
    forget();
    inner.close();
  }

  @Override
  public String name() {
    return inner.name();
  }

  @Override
  public boolean persistent() {
    return inner.persistent();
  }

  @Override
  public boolean isOpen() {
    return inner.isOpen();
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
    write();
    return inner.range(from, to);
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> all() {
    write();
    return inner.all();
  }

  @Override
  public long approximateNumEntries() {
    return inner.approximateNumEntries();
  }
}
