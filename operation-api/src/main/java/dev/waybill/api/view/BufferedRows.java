package dev.waybill.api.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
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
 * Holds the rows of operations back until the commit, in front of a store that writes its
 * changelog: what an operation is told of within one commit reaches the changelog once, and all
 * rows of a commit reach the disk in one batch. Places in lists are written once and go through at
 * once, so that lists are walked over in the store alone.
 *
 * <p>Streams' own cache keeps every row and place in a sorted map beside a hash map, which took a
 * sixth of the view's time. It is told of a commit as {@link CachedStateStore}, as the lanes' rows
 * are (ADR 5). The task's thread writes, walks over rows and closes; any thread may get rows and
 * walk over places.
 */
final class BufferedRows implements KeyValueStore<Bytes, byte[]>, CachedStateStore<Bytes, byte[]> {
  /** In the place of a row that is to be deleted; known by itself, not by what is in it. */
  private static final byte[] GONE = new byte[0];

  private final KeyValueStore<Bytes, byte[]> inner;
  private final long mostBytes;
  private long bytesHeld;

  /**
   * As they are in the store below since the last commit. An operation that is told of is soon told
   * of again.
   */
  private volatile ConcurrentMap<Bytes, byte[]> written = new ConcurrentHashMap<>();

  /** Not written yet. */
  private volatile ConcurrentMap<Bytes, byte[]> changed = new ConcurrentHashMap<>();

  /**
   * A buffer in front of a store.
   *
   * @param mostBytes of rows that wait, and as much again of those that were written last
   */
  BufferedRows(KeyValueStore<Bytes, byte[]> inner, long mostBytes) {
    this.inner = inner;
    this.mostBytes = mostBytes;
  }

  @Override
  @SuppressWarnings("ReferenceEquality")
  public byte @Nullable [] get(Bytes key) {
    // In the order in which a row wanders on: whoever misses it here finds it further down.
    byte[] row = changed.get(key);
    if (row == null) {
      row = written.get(key);
    }
    if (row == null) {
      return inner.get(key);
    }
    return row == GONE ? null : row;
  }

  @Override
  public void put(Bytes key, byte @Nullable [] row) {
    if (!ViewKeys.isOperation(key)) {
      inner.put(key, row);
      return;
    }
    byte[] now = row == null ? GONE : row;
    byte[] before = changed.put(key, now);
    bytesHeld += now.length - (before == null ? 0 : before.length);
    if (bytesHeld > mostBytes) {
      write();
    }
  }

  @Override
  public byte @Nullable [] delete(Bytes key) {
    if (!ViewKeys.isOperation(key)) {
      return inner.delete(key);
    }
    byte[] before = get(key);
    put(key, null);
    return before;
  }

  @Override
  public byte @Nullable [] putIfAbsent(Bytes key, byte[] row) {
    byte[] present = get(key);
    if (present == null) {
      put(key, row);
    }
    return present;
  }

  @Override
  public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
    if (entries.stream().noneMatch(entry -> ViewKeys.isOperation(entry.key))) {
      inner.putAll(entries);
    } else {
      entries.forEach(entry -> put(entry.key, entry.value));
    }
  }

  /** The commit begins. */
  @Override
  public void flushCache() {
    write();
  }

  @SuppressWarnings({"ReferenceEquality", "NullAway"}) // without a value: to be deleted
  private void write() {
    if (changed.isEmpty()) {
      written = new ConcurrentHashMap<>(); // nothing happens here: others may need the memory
      return;
    }
    List<KeyValue<Bytes, byte[]>> batch = new ArrayList<>(changed.size());
    changed.forEach((key, row) -> batch.add(new KeyValue<>(key, row == GONE ? null : row)));
    inner.putAll(batch);
    // Beyond the bound a row may be of megabytes.
    written = bytesHeld > mostBytes ? new ConcurrentHashMap<>() : changed;
    changed = new ConcurrentHashMap<>();
    bytesHeld = 0;
  }

  private void forget() {
    changed = new ConcurrentHashMap<>();
    written = new ConcurrentHashMap<>();
    bytesHeld = 0;
  }

  /** The task goes on as another's copy, and its rows are written below from now on. */
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
    inner.close();
    forget();
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
    if (ViewKeys.isOperation(from)) {
      write();
    }
    return inner.range(from, to);
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> reverseRange(Bytes from, Bytes to) {
    if (ViewKeys.isOperation(from)) {
      write();
    }
    return inner.reverseRange(from, to);
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
