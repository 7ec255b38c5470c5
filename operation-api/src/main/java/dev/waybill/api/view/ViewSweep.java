package dev.waybill.api.view;

import dev.waybill.schemas.TopicPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Takes out of a part of the view what its topics do not hold any more: what ended as long ago as
 * events are kept, and what has not ended in twice that time. Goes round and round, a bounded step
 * at a time; it may begin anew at any time. Not thread-safe.
 */
final class ViewSweep {
  /** How often a step is to be made. */
  static final Duration EVERY = Duration.ofSeconds(10);

  /** Of a million operations in twelve partitions all are looked at within half an hour. */
  private static final int STEP = 500;

  private static final long KEPT_MS = TopicPlan.EVENTS_KEPT.toMillis();
  private static final Bytes FIRST = ViewKeys.operation(ViewKeys.LOWEST);
  private static final Bytes LAST = ViewKeys.operation(new UUID(-1, -1));

  private final KeyValueStore<Bytes, byte[]> store;
  private Bytes next = FIRST;

  ViewSweep(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  /** Looks at the next rows. */
  void step(long nowMs) {
    List<KeyValue<Bytes, byte[]>> old = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> rows = store.range(next, LAST)) {
      for (int looked = 0; looked < STEP && rows.hasNext(); looked++) {
        KeyValue<Bytes, byte[]> row = rows.next();
        if (isOld(ViewRow.read(row.value), nowMs)) {
          old.add(row);
        }
      }
      next = rows.hasNext() ? rows.peekNextKey() : FIRST;
    }
    old.forEach(row -> remove(row.key, ViewRow.read(row.value)));
  }

  private static boolean isOld(ViewRow row, long nowMs) {
    return nowMs - row.updatedAtMs() > (row.isEnded() ? KEPT_MS : 2 * KEPT_MS);
  }

  private void remove(Bytes key, ViewRow row) {
    UUID id = ViewKeys.idOf(key);
    Instant created = Instant.ofEpochMilli(row.createdAtMs());
    store.delete(ViewKeys.ofPartner(row.partnerId(), created, id));
    store.delete(ViewKeys.ofConnection(row.connectionId(), created, id));
    store.delete(key);
  }
}
