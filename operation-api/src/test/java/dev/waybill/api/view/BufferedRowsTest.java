package dev.waybill.api.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class BufferedRowsTest {
  private static final long MOST_BYTES = 512 * 1024;
  private static final UUID ID = UUID.randomUUID();
  private static final Bytes ROW = ViewKeys.operation(ID);
  private static final Bytes PLACE = ViewKeys.ofPartner(UUID.randomUUID(), Instant.EPOCH, ID);

  private final KeyValueStore<Bytes, byte[]> below = Stores.inMemoryKeyValueStore("below").get();
  private final BufferedRows rows = new BufferedRows(below, MOST_BYTES);

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
  void asACopyShowsWhatIsWrittenBelow() {
    rows.put(ROW, value("one"));
    rows.flushCache();
    rows.clearCache();
    below.put(ROW, value("two"));
    assertThat(text(rows.get(ROW))).isEqualTo("two");
  }

  @Test
  void keepsNothingOnceACommitHasNothingToWrite() {
    rows.put(ROW, value("one"));
    rows.flushCache();
    below.put(ROW, value("seen below"));
    assertThat(text(rows.get(ROW))).isEqualTo("one");
    rows.flushCache();
    assertThat(text(rows.get(ROW))).isEqualTo("seen below");
  }

  @Test
  void writesEarlyWhenItHoldsMuch() {
    List<Bytes> keys = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      keys.add(ViewKeys.operation(UUID.randomUUID()));
      rows.put(keys.getLast(), new byte[100_000]);
    }
    long held = keys.stream().filter(key -> below.get(key) == null).count();
    assertThat(held * 100_000).isLessThanOrEqualTo(MOST_BYTES);
    assertThat(keys).allSatisfy(key -> assertThat(rows.get(key)).hasSize(100_000));
  }

  @Test
  void whoeverGetsARowMissesItAtNoTimeOfItsWay() throws Exception {
    AtomicBoolean isOver = new AtomicBoolean();
    CountDownLatch begun = new CountDownLatch(1);
    put(0);
    FutureTask<Integer> reader =
        new FutureTask<>(() -> {
          int seen = 0;
          while (!isOver.get()) {
            byte[] row = rows.get(ROW);
            assertThat(row).as("a row after " + seen).isNotNull();
            int now = Integer.parseInt(text(row));
            assertThat(now).isGreaterThanOrEqualTo(seen);
            seen = now;
            begun.countDown();
          }
          return seen;
        });
    Thread.ofPlatform().daemon().start(reader);
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    for (int i = 1; i < 50_000; i++) {
      put(i);
      if (i % 3 == 0) {
        rows.flushCache();
      }
    }
    isOver.set(true);
    assertThat(reader.get(30, TimeUnit.SECONDS)).isPositive();
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
