package dev.waybill.lane.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
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
    below.hold(key("a"), value("1"));
    assertThat(store.get(key("a"))).isNotNull();

    store.delete(key("a"));
    assertThat(store.get(key("a"))).isNull();
    store.flushCache();

    assertThat(below.batches).containsExactly(List.of("a=null"));
    assertThat(store.get(key("a"))).isNull();
  }

  @Test
  void asksTheStoreBelowOnceForARow() {
    below.hold(key("a"), value("1"));

    store.get(key("a"));
    store.get(key("a"));

    assertThat(below.gets()).isEqualTo(1);
  }

  @Test
  void asksTheStoreBelowOnceForARowThatIsNotThere() {
    assertThat(store.get(key("a"))).isNull();
    assertThat(store.get(key("a"))).isNull();
    assertThat(below.gets()).isEqualTo(1);

    store.put(key("a"), value("1"));
    store.flushCache();

    assertThat(text(store.get(key("a")))).isEqualTo("1");
    assertThat(below.batches).containsExactly(List.of("a=1"));
  }

  @Test
  void givesUpWhatWasUsedLongAgoWhenThereIsNoRoom() {
    BufferedStore small = new BufferedStore(below, new RowBudget(2_000));
    for (int i = 0; i < 100; i++) {
      below.hold(key("k" + i), value("v" + i));
      small.get(key("k" + i));
    }

    small.get(key("k99"));
    assertThat(below.gets()).isEqualTo(100);
    small.get(key("k0"));
    assertThat(below.gets()).isEqualTo(101);
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
    below.hold(key("a"), value("1"));
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
    below.hold(key("c"), value("3"));
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
    below.hold(key("a"), value("1"));
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

  /** The store below, which is written in batches and never scanned. */
  private static final class Below extends SortedRows {
    private final List<List<String>> batches = new ArrayList<>();

    Below() {
      super(false);
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
      batches.add(entries.stream().map(entry -> line(entry.key, entry.value)).toList());
      super.putAll(entries);
    }

    @Override
    public void put(Bytes key, byte @Nullable [] value) {
      throw new UnsupportedOperationException("rows are written in batches");
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(Bytes from, @Nullable Bytes to) {
      throw new UnsupportedOperationException("nothing is scanned");
    }
  }
}
