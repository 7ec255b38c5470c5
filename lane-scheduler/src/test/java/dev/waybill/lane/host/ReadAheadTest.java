package dev.waybill.lane.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

class ReadAheadTest {
  private static final int ROWS = 1_000;
  private static final long SEED = 20_261_122;

  private final SortedRows below = new SortedRows();
  private final BufferedStore store = new BufferedStore(below, new RowBudget(10_000_000));

  @Test
  void readsABacklogInOrderWithFewReads() {
    fill(1);

    for (int i = 0; i < ROWS; i++) {
      assertThat(number(store.get(key(1, i)))).isEqualTo(i);
    }

    assertThat(below.gets()).isLessThan(ROWS / 20);
    assertThat(below.ranges()).isLessThan(ROWS / 20);
  }

  @Test
  void readsABacklogInOrderAlsoWhereNeighboursChangePlaces() {
    fill(1);
    Random random = new Random(SEED);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < ROWS; i += 5) {
      List<Integer> five = new ArrayList<>(IntStream.range(i, i + 5).boxed().toList());
      Collections.shuffle(five, random);
      order.addAll(five);
    }

    order.forEach(i -> store.get(key(1, i)));

    assertThat(below.gets()).isLessThan(ROWS / 4);
  }

  @Test
  void fetchesLittleWhereRowsAreAskedForInNoOrder() {
    fill(1);
    List<Integer> order = new ArrayList<>(IntStream.range(0, ROWS).boxed().toList());
    Collections.shuffle(order, new Random(SEED));

    order.subList(0, ROWS / 4).forEach(i -> store.get(key(1, i)));

    assertThat(below.ranges()).isLessThan(ROWS / 40);
  }

  @Test
  void looksForNothingBehindRowsThatAreNotThere() {
    for (int i = 0; i < ROWS; i++) {
      assertThat(store.get(key(1, i))).isNull();
    }

    assertThat(below.ranges()).isZero();
  }

  @Test
  void staysInTheLane() {
    fill(1);
    fill(2);

    for (int i = 0; i < ROWS; i++) {
      store.get(key(1, i));
    }

    int before = below.gets();
    store.get(key(2, 0));
    assertThat(below.gets()).isEqualTo(before + 1);
    assertThat(below.ranges()).isPositive();
    assertThat(below.endless()).as("walk over what was deleted in other lanes").isZero();
  }

  @Test
  void showsNoFetchedRowInThePlaceOfAChange() {
    fill(1);
    for (int i = 20; i < 40; i++) {
      store.put(key(1, i), value(-i));
      store.delete(key(1, i + 20));
    }

    for (int i = 0; i < 20; i++) {
      store.get(key(1, i));
    }

    assertThat(number(store.get(key(1, 30)))).isEqualTo(-30);
    assertThat(store.get(key(1, 50))).isNull();
    store.flushCache();
    assertThat(number(store.get(key(1, 30)))).isEqualTo(-30);
    assertThat(store.get(key(1, 50))).isNull();
    assertThat(number(store.get(key(1, 60)))).isEqualTo(60);
  }

  @Test
  void asksNothingAheadOfAStoreInMemory() {
    SortedRows inMemory = SortedRows.inMemory();
    BufferedStore buffered = new BufferedStore(inMemory, new RowBudget(10_000_000));
    for (int i = 0; i < 100; i++) {
      inMemory.put(key(1, i), value(i));
    }

    for (int i = 0; i < 100; i++) {
      buffered.get(key(1, i));
    }

    assertThat(inMemory.gets()).isEqualTo(100);
    assertThat(inMemory.ranges()).isZero();
  }

  private void fill(int lane) {
    for (int i = 0; i < ROWS; i++) {
      below.put(key(lane, i), value(i));
    }
  }

  /** As long as a reference's: kind, lane, ring, position. */
  private static Bytes key(int lane, int position) {
    return Bytes.wrap(
        ByteBuffer.allocate(26)
            .put((byte) 5)
            .putLong(7)
            .putLong(lane)
            .put((byte) 1)
            .putLong(position)
            .array());
  }

  private static byte[] value(int number) {
    return ByteBuffer.allocate(4).putInt(number).array();
  }

  private static int number(byte[] value) {
    return ByteBuffer.wrap(value).getInt();
  }
}
