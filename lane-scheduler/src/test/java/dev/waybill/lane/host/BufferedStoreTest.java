package dev.waybill.lane.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
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
import org.junit.jupiter.api.Test;

class BufferedStoreTest {
  private final Below below = new Below();
  private final RowBudget roomy = new RowBudget(1_000_000);
  private final BufferedStore store = new BufferedStore(below, roomy);

  @Test
  void writesNothingBeforeTheCommit() {
    store.put(key("a"), value("1"));

    assertThat(text(store.get(key("a")))).isEqualTo("1");
    assertThat(below.batches).isEmpty();
  }

  @Test
  void writesEachRowOnceInOneBatchAtTheCommit() {
    store.put(key("a"), value("1"));
    store.put(key("b"), value("1"));
    store.put(key("a"), value("2"));

    store.flushCache();
    store.flushCache();

    assertThat(below.batches).containsExactly(List.of("a=2", "b=1"));
  }

  @Test
  void passesOnADeletionAndNoLongerFindsTheRow() {
    below.rows.put(key("a"), value("1"));
    assertThat(store.get(key("a"))).isNotNull();

    store.delete(key("a"));
    assertThat(store.get(key("a"))).isNull();
    store.flushCache();

    assertThat(below.batches).containsExactly(List.of("a=null"));
    assertThat(store.get(key("a"))).isNull();
  }

  @Test
  void asksTheStoreBelowOnceForARow() {
    below.rows.put(key("a"), value("1"));

    store.get(key("a"));
    store.get(key("a"));

    assertThat(below.gets).isEqualTo(1);
  }

  @Test
  void givesUpWhatWasUsedLongAgoWhenThereIsNoRoom() {
    BufferedStore small = new BufferedStore(below, new RowBudget(2_000));
    for (int i = 0; i < 100; i++) {
      below.rows.put(key("k" + i), value("v" + i));
      small.get(key("k" + i));
    }

    small.get(key("k99"));
    assertThat(below.gets).isEqualTo(100);
    small.get(key("k0"));
    assertThat(below.gets).isEqualTo(101);
    assertThat(below.batches).isEmpty();
  }

  @Test
  void writesEarlyWhatCannotBeGivenUp() {
    BufferedStore small = new BufferedStore(below, new RowBudget(2_000));
    for (int i = 0; i < 100; i++) {
      small.put(key("k" + i), value("v" + i));
    }
    small.flushCache();

    assertThat(below.batches.stream().mapToInt(List::size).sum()).isEqualTo(100);
    assertThat(below.batches.size()).isBetween(2, 50);
    assertThat(text(small.get(key("k0")))).isEqualTo("v0");
  }

  @Test
  void knowsNothingOfAnAbortedTransaction() {
    below.rows.put(key("a"), value("1"));
    store.put(key("a"), value("2"));
    store.put(key("b"), value("2"));

    store.clearCache();
    store.flushCache();

    assertThat(text(store.get(key("a")))).isEqualTo("1");
    assertThat(store.get(key("b"))).isNull();
    assertThat(below.batches).isEmpty();
  }

  @Test
  void givesItsBudgetBack() {
    below.rows.put(key("c"), value("3"));
    store.put(key("a"), value("1"));
    store.put(key("a"), value("22"));
    store.get(key("c"));
    store.flushCache();
    store.delete(key("a"));
    store.flushCache();
    assertThat(roomy.used()).isEqualTo(RowBudget.sizeOf(key("c").get(), value("3")));

    store.close();

    assertThat(roomy.used()).isZero();
  }

  @Test
  void showsChangesToWhoeverVisitsAllRows() {
    below.rows.put(key("a"), value("1"));
    store.put(key("b"), value("2"));
    store.delete(key("a"));

    List<String> seen = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
      all.forEachRemaining(row -> seen.add(line(row.key, row.value)));
    }

    assertThat(seen).containsExactly("b=2");
  }

  private static Bytes key(String text) {
    return Bytes.wrap(text.getBytes(UTF_8));
  }

  private static byte[] value(String text) {
    return text.getBytes(UTF_8);
  }

  private static @Nullable String text(byte @Nullable [] value) {
    return value == null ? null : new String(value, UTF_8);
  }

  private static String line(Bytes key, byte @Nullable [] value) {
    return text(key.get()) + "=" + text(value);
  }

  /** The store below, which counts what it is asked for. */
  private static final class Below implements KeyValueStore<Bytes, byte[]> {
    private final Map<Bytes, byte[]> rows = new TreeMap<>();
    private final List<List<String>> batches = new ArrayList<>();
    private int gets;

    @Override
    public byte @Nullable [] get(Bytes key) {
      gets++;
      return rows.get(key);
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
      batches.add(entries.stream().map(entry -> line(entry.key, entry.value)).toList());
      for (KeyValue<Bytes, byte[]> entry : entries) {
        if (entry.value == null) {
          rows.remove(entry.key);
        } else {
          rows.put(entry.key, entry.value);
        }
      }
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
      var each = rows.entrySet().iterator();
      return new KeyValueIterator<>() {
        @Override
        public boolean hasNext() {
          return each.hasNext();
        }

        @Override
        public KeyValue<Bytes, byte[]> next() {
          var row = each.next();
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
    public void put(Bytes key, byte[] value) {
      throw new UnsupportedOperationException("rows are written in batches");
    }

    @Override
    public byte[] putIfAbsent(Bytes key, byte[] value) {
      throw new UnsupportedOperationException("rows are written in batches");
    }

    @Override
    public byte[] delete(Bytes key) {
      throw new UnsupportedOperationException("rows are written in batches");
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
      throw new UnsupportedOperationException("nothing is scanned");
    }

    @Override
    public long approximateNumEntries() {
      return rows.size();
    }

    @Override
    public String name() {
      return "below";
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
      return false;
    }

    @Override
    public boolean isOpen() {
      return true;
    }
  }
}
