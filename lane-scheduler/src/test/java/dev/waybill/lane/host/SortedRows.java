package dev.waybill.lane.host;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** A store in the order of its keys, which counts how often it is asked. */
class SortedRows implements KeyValueStore<Bytes, byte[]> {
  private final TreeMap<Bytes, byte[]> rows = new TreeMap<>();
  private final boolean persistent;
  private int gets;
  private int ranges;
  private int endless;

  /** One that says of itself that it is on disk. */
  SortedRows() {
    this(true);
  }

  SortedRows(boolean persistent) {
    this.persistent = persistent;
  }

  static SortedRows inMemory() {
    return new SortedRows(false);
  }

  int gets() {
    return gets;
  }

  int ranges() {
    return ranges;
  }

  /** Ranges that nothing would have ended but the end of the store. */
  int endless() {
    return endless;
  }

  @Override
  public byte @Nullable [] get(Bytes key) {
    gets++;
    return rows.get(key);
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> range(Bytes from, @Nullable Bytes to) {
    ranges++;
    if (to == null) {
      endless++;
      return iterator(rows.tailMap(from).entrySet().iterator());
    }
    return iterator(rows.subMap(from, true, to, true).entrySet().iterator());
  }

  private static KeyValueIterator<Bytes, byte[]> iterator(Iterator<Map.Entry<Bytes, byte[]>> each) {
    return new KeyValueIterator<>() {
      @Override
      public boolean hasNext() {
        return each.hasNext();
      }

      @Override
      public KeyValue<Bytes, byte[]> next() {
        Map.Entry<Bytes, byte[]> row = each.next();
        return new KeyValue<>(row.getKey(), row.getValue());
      }

      @Override
      public Bytes peekNextKey() {
        throw new UnsupportedOperationException();
      }

      @Override
      public void close() {
        // Holds nothing.
      }
    };
  }

  @Override
  public void put(Bytes key, byte @Nullable [] value) {
    write(key, value);
  }

  /** Puts a row there beforehand. */
  void hold(Bytes key, byte[] value) {
    write(key, value);
  }

  private void write(Bytes key, byte @Nullable [] value) {
    if (value == null) {
      rows.remove(key);
    } else {
      rows.put(key, value);
    }
  }

  @Override
  public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
    entries.forEach(entry -> write(entry.key, entry.value));
  }

  @Override
  public byte[] putIfAbsent(Bytes key, byte[] value) {
    throw new UnsupportedOperationException("not in these tests");
  }

  @Override
  public byte[] delete(Bytes key) {
    throw new UnsupportedOperationException("not in these tests");
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> all() {
    return iterator(rows.entrySet().iterator());
  }

  @Override
  public long approximateNumEntries() {
    return rows.size();
  }

  @Override
  public String name() {
    return "sorted";
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    throw new UnsupportedOperationException("not in these tests");
  }

  @Override
  public void close() {
    rows.clear();
  }

  @Override
  public boolean persistent() {
    return persistent;
  }

  @Override
  public boolean isOpen() {
    return true;
  }
}
