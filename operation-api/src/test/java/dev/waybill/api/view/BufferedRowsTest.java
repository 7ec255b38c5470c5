package dev.waybill.api.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BufferedRowsTest {
  private static final UUID ID = UUID.randomUUID();
  private static final Bytes ROW = ViewKeys.operation(ID);
  private static final Bytes PLACE = ViewKeys.ofPartner(UUID.randomUUID(), Instant.EPOCH, ID);

  private final KeyValueStore<Bytes, byte[]> below = Stores.inMemoryKeyValueStore("below").get();
  private final BufferedRows rows = new BufferedRows(below);

  @Test
  void holdsARowBackUntilTheCommitAndShowsItAtOnce() {
    rows.put(ROW, value("one"));
    rows.put(ROW, value("two"));
    assertThat(below.get(ROW)).isNull();
    assertThat(text(rows.get(ROW))).isEqualTo("two");
    rows.flushCache();
    assertThat(text(below.get(ROW))).isEqualTo("two");
    assertThat(text(rows.get(ROW))).isEqualTo("two");
    rows.put(ROW, value("three"));
    assertThat(text(rows.get(ROW))).isEqualTo("three");
    rows.flushCache();
    rows.flushCache();
    assertThat(text(below.get(ROW))).isEqualTo("three");
  }

  @Test
  void writesPlacesAtOnceForListsAreWalkedOverBelow() {
    rows.putAll(List.of(new KeyValue<>(PLACE, new byte[0])));
    assertThat(below.get(PLACE)).isEmpty();
    assertThat(keys(rows.range(PLACE, PLACE))).containsExactly(PLACE);
    assertThat(rows.delete(PLACE)).isEmpty();
    assertThat(below.get(PLACE)).isNull();
    rows.putAll(List.of(new KeyValue<>(PLACE, new byte[0]), new KeyValue<>(ROW, value("one"))));
    assertThat(below.get(PLACE)).isEmpty();
    assertThat(below.get(ROW)).isNull();
    assertThat(text(rows.get(ROW))).isEqualTo("one");
  }

  @Test
  void showsNoRowThatIsDeleted() {
    rows.put(ROW, value("one"));
    rows.flushCache();
    assertThat(text(rows.delete(ROW))).isEqualTo("one");
    assertThat(rows.get(ROW)).isNull();
    assertThat(below.get(ROW)).isNotNull();
    rows.flushCache();
    assertThat(rows.get(ROW)).isNull();
    assertThat(below.get(ROW)).isNull();
    assertThat(rows.putIfAbsent(ROW, value("two"))).isNull();
    assertThat(text(rows.putIfAbsent(ROW, value("three")))).isEqualTo("two");
  }

  @Test
  void walksOverRowsAsTheyAreNow() {
    rows.put(ROW, value("one"));
    assertThat(keys(rows.range(ROW, ROW))).containsExactly(ROW);
    rows.delete(ROW);
    assertThat(keys(rows.reverseRange(ROW, ROW))).isEmpty();
    rows.put(ROW, value("two"));
    assertThat(keys(rows.all())).containsExactly(ROW);
  }

  @Test
  void forgetsWhatWasNotCommitted() {
    rows.put(ROW, value("one"));
    rows.flushCache();
    rows.put(ROW, value("two"));
    rows.clearCache();
    assertThat(text(rows.get(ROW))).isEqualTo("one");
    rows.flushCache();
    assertThat(text(below.get(ROW))).isEqualTo("one");
  }

  @Test
  void writesEarlyWhenItHoldsMuch() {
    List<Bytes> keys = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      keys.add(ViewKeys.operation(UUID.randomUUID()));
      rows.put(keys.getLast(), new byte[100_000]);
    }
    long held = keys.stream().filter(key -> below.get(key) == null).count();
    assertThat(held * 100_000).isLessThanOrEqualTo(512 * 1024);
    assertThat(keys).allSatisfy(key -> assertThat(rows.get(key)).hasSize(100_000));
  }

  @Test
  void whoeverGetsARowMissesItAtNoTimeOfItsWay() throws InterruptedException {
    AtomicBoolean isOver = new AtomicBoolean();
    AtomicReference<@Nullable Integer> wrong = new AtomicReference<>();
    put(0);
    Thread reader =
        Thread.ofVirtual()
            .start(() -> {
              int seen = 0;
              while (!isOver.get()) {
                byte[] row = rows.get(ROW);
                int now = row == null ? -1 : Integer.parseInt(text(row));
                if (now < seen) {
                  wrong.set(now);
                }
                seen = Math.max(seen, now);
              }
            });
    for (int i = 1; i < 50_000; i++) {
      put(i);
      if (i % 3 == 0) {
        rows.flushCache();
      }
    }
    isOver.set(true);
    reader.join();
    assertThat(wrong.get()).isNull();
  }

  private void put(int number) {
    rows.put(ROW, value(Integer.toString(number)));
  }

  private static List<Bytes> keys(KeyValueIterator<Bytes, byte[]> iterator) {
    List<Bytes> keys = new ArrayList<>();
    try (iterator) {
      iterator.forEachRemaining(row -> keys.add(row.key));
    }
    return keys;
  }

  private static byte[] value(String text) {
    return text.getBytes(UTF_8);
  }

  private static String text(byte[] row) {
    return new String(row, UTF_8);
  }
}
