package dev.waybill.lane.host;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the rows that will be asked for next: a backlog is worked off from its front, and where
 * items are neighbours, their references, states and bodies are neighbours by key as well (ids of
 * version 7 begin with the time). One seek for many rows costs a fraction of a read for each.
 *
 * <p>It begins with one row after four more reads upwards than backwards, doubles while most of
 * what was fetched is used, and halves when it is not. It begins at a row that exists, so that the
 * deleted rows of what was worked off are behind it, and ends with the lane, so that it does not
 * walk over those of the next lanes. Of the task's thread.
 */
final class ReadAhead {
  /** Kind and lane: what a key begins with. Neighbours in another lane are of no use. */
  private static final int PREFIX = 17;

  private static final int RUNS = 256;
  private static final int MOST = 64;
  private static final int UPWARDS = 4;

  private final KeyValueStore<Bytes, byte[]> store;
  private final @Nullable Run[] runs = new @Nullable Run[RUNS];

  /** For the rows of a store. */
  ReadAhead(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  /** Reads of one kind of row in one lane. */
  private static final class Run {
    private final byte[] prefix;

    /** Everything up to here has been read or fetched. */
    private Bytes last;

    private int upwards;
    private int fetched;
    private int used;

    Run(Bytes first) {
      this.prefix = Arrays.copyOf(first.get(), PREFIX);
      this.last = first;
    }

    boolean covers(byte[] key) {
      return key.length >= PREFIX && Arrays.equals(prefix, 0, PREFIX, key, 0, PREFIX);
    }

    /** How many rows to fetch behind one that had to be read. */
    int next(Bytes key) {
      if (key.compareTo(last) <= 0) {
        // One that came in between others, or was given up in the meantime.
        upwards = Math.max(upwards - 1, 0);
        return 0;
      }
      last = key;
      upwards++;
      if (fetched > 0) {
        fetched = 2 * used >= fetched ? Math.min(2 * fetched, MOST) : fetched / 2;
      } else if (upwards >= UPWARDS) {
        fetched = 1;
      }
      upwards = fetched > 0 ? 0 : upwards;
      used = 0;
      return fetched;
    }
  }

  /**
   * A row was read.
   *
   * @return those behind it that are worth keeping, as they are in the store
   */
  List<KeyValue<Bytes, byte[]>> read(Bytes key) {
    if (key.get().length < PREFIX) {
      return List.of();
    }
    int slot = slot(key);
    Run run = runs[slot];
    if (run == null || !run.covers(key.get())) {
      runs[slot] = new Run(key);
      return List.of();
    }
    int rows = run.next(key);
    return rows > 0 ? fetch(run, key, rows) : List.of();
  }

  private List<KeyValue<Bytes, byte[]>> fetch(Run run, Bytes from, int rows) {
    List<KeyValue<Bytes, byte[]>> fetched = new ArrayList<>(rows);
    Bytes end = TaskRows.end(from.get(), PREFIX);
    try (KeyValueIterator<Bytes, byte[]> range = store.range(from, end)) {
      while (fetched.size() < rows && range.hasNext()) {
        KeyValue<Bytes, byte[]> row = range.next();
        if (!run.covers(row.key.get())) {
          break;
        }
        if (!row.key.equals(from)) {
          fetched.add(row);
          run.last = row.key;
        }
      }
    }
    return fetched;
  }

  /** A row that was fetched has been asked for. */
  void used(Bytes key) {
    Run run = runs[slot(key)];
    if (run != null && run.covers(key.get())) {
      run.used++;
    }
  }

  private static int slot(Bytes key) {
    int hash = 1;
    for (int i = 0; i < PREFIX; i++) {
      hash = 31 * hash + key.get()[i];
    }
    return Math.floorMod(hash, RUNS);
  }
}
