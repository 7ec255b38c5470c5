package dev.waybill.lane.core;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Rows in a map, with a point to go back to, as an aborted transaction does. */
final class MapRows implements Rows {
  private final Map<RowKey, byte[]> rows = new HashMap<>();
  private final Map<RowKey, byte @Nullable []> before = new HashMap<>();

  @Override
  public byte @Nullable [] get(RowKey key) {
    return rows.get(key);
  }

  @Override
  public List<byte[]> keysAfter(RowKey after, int prefix, int limit) {
    byte[] from = after.bytes();
    return rows.keySet().stream()
        .map(RowKey::bytes)
        .filter(key -> key.length >= prefix)
        .filter(key -> Arrays.compareUnsigned(key, from) > 0)
        .filter(key -> Arrays.equals(key, 0, prefix, from, 0, prefix))
        .sorted(Arrays::compareUnsigned)
        .limit(limit)
        .toList();
  }

  @Override
  public void forEachHead(Consumer<byte[]> visitor) {
    rows.entrySet().stream()
        .filter(row -> row.getKey().kind() == RowKey.Kind.HEAD)
        .map(Map.Entry::getValue)
        .toList()
        .forEach(visitor);
  }

  void put(RowKey key, byte[] row) {
    remember(key);
    rows.put(key, row);
  }

  void delete(RowKey key) {
    remember(key);
    rows.remove(key);
  }

  /** Not putIfAbsent, which takes a row that was absent for one not yet remembered. */
  private void remember(RowKey key) {
    if (!before.containsKey(key)) {
      before.put(key, rows.get(key));
    }
  }

  void commit() {
    before.clear();
  }

  void abort() {
    before.forEach((key, row) -> {
      if (row == null) {
        rows.remove(key);
      } else {
        rows.put(key, row);
      }
    });
    before.clear();
  }

  Map<RowKey, byte[]> all() {
    return rows;
  }

  long count(RowKey.Kind kind) {
    return rows.keySet().stream().filter(key -> key.kind() == kind).count();
  }
}
