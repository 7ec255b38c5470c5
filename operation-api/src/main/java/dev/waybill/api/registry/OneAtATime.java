package dev.waybill.api.registry;

import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets changes of the same row through this instance follow one another, so that they do not take
 * each other's version. A lock for each row that is being changed, and none that two rows share: a
 * change may wait for Kafka, and nobody else is to wait with it. Thread-safe.
 */
public final class OneAtATime {
  private final ConcurrentHashMap<UUID, Turn> turns = new ConcurrentHashMap<>();

  /** A row's lock, and how many hold it or wait for it. */
  private record Turn(ReentrantLock lock, int users) {
    Turn with(int more) {
      return new Turn(lock, users + more);
    }
  }

  /** Makes a change once nobody else is at the same row. */
  public <T> T change(UUID id, Supplier<T> change) {
    Turn turn =
        turns.compute(
            id,
            (key, present) -> present == null ? new Turn(new ReentrantLock(), 1) : present.with(1));
    turn.lock().lock();
    try {
      return change.get();
    } finally {
      turn.lock().unlock();
      turns.computeIfPresent(id, (key, now) -> now.users() == 1 ? null : now.with(-1));
    }
  }

  /** How many rows are being changed. */
  int rows() {
    return turns.size();
  }
}
