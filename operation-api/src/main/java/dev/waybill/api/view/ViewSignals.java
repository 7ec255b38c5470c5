package dev.waybill.api.view;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes those who wait for a change of an operation. Thread-safe. */
final class ViewSignals {
  private final ConcurrentMap<UUID, CopyOnWriteArrayList<Waiter>> waiters =
      new ConcurrentHashMap<>();

  /** Tells of a change; costs a look-up when nobody waits. */
  void changed(UUID id) {
    CopyOnWriteArrayList<Waiter> waiting = waiters.get(id);
    if (waiting != null) {
      waiting.forEach(waiter -> waiter.changes.release());
    }
  }

  /** Has everybody look again: what they wait for may be somebody else's to tell. */
  void allChanged() {
    waiters.values().forEach(list -> list.forEach(waiter -> waiter.changes.release()));
  }

  /** Registers a waiter; look at the operation after that, so that no change is missed. */
  Waiter watch(UUID id) {
    Waiter waiter = new Waiter(id);
    waiters.compute(
        id,
        (key, list) -> {
          CopyOnWriteArrayList<Waiter> all = list == null ? new CopyOnWriteArrayList<>() : list;
          all.add(waiter);
          return all;
        });
    return waiter;
  }

  /** Somebody who waits; to be closed. */
  final class Waiter implements AutoCloseable {
    private final UUID id;
    private final Semaphore changes = new Semaphore(0);

    private Waiter(UUID id) {
      this.id = id;
    }

    /** Waits for a change since the last one that was seen; false if none came in time. */
    boolean await(Duration limit) {
      try {
        boolean changed = changes.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS);
        changes.drainPermits();
        return changed;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    @Override
    public void close() {
      waiters.computeIfPresent(
          id,
          (key, list) -> {
            list.remove(this);
            return list.isEmpty() ? null : list;
          });
    }
  }
}
