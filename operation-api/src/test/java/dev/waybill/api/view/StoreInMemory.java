package dev.waybill.api.view;

import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** A store that is a map; counts iterators that were left open. */
final class StoreInMemory implements ReadOnlyKeyValueStore<Bytes, byte[]> {
  final NavigableMap<Bytes, byte[]> rows = new TreeMap<>();
  int open;

  @Override
  public byte @Nullable [] get(Bytes key) {
    return rows.get(key);
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
    return iterate(rows.subMap(from, true, to, true));
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> reverseRange(Bytes from, Bytes to) {
    return iterate(rows.subMap(from, true, to, true).descendingMap());
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> all() {
    return iterate(rows);
  }

  @Override
  public long approximateNumEntries() {
    return rows.size();
  }

  private KeyValueIterator<Bytes, byte[]> iterate(Map<Bytes, byte[]> part) {
    open++;
    Iterator<Map.Entry<Bytes, byte[]>> entries = part.entrySet().iterator();
    return new KeyValueIterator<>() {
      private Map.@Nullable Entry<Bytes, byte[]> next = entries.hasNext() ? entries.next() : null;

      @Override
      public boolean hasNext() {
        return next != null;
      }

      @Override
      public Bytes peekNextKey() {
        return next.getKey();
      }

      @Override
      public KeyValue<Bytes, byte[]> next() {
        KeyValue<Bytes, byte[]> row = KeyValue.pair(next.getKey(), next.getValue());
        next = entries.hasNext() ? entries.next() : null;
        return row;
      }

      @Override
      public void close() {
        open--;
      }
    };
  }
}
