package dev.waybill.api.view;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * The partitions that this instance owns, told by their tasks. A part is taken in two steps: its
 * store is there, and it has been read as far as its topics went then; it answers from the second
 * on. Else a new owner could show less than the one before has shown. Thread-safe.
 */
final class OwnedParts implements ViewStores {
  /** One ownership of a partition; the next one is another object. */
  static final class Part {
    private final int partition;
    private final ReadOnlyKeyValueStore<Bytes, byte[]> store;
    private volatile boolean open;

    private Part(int partition, ReadOnlyKeyValueStore<Bytes, byte[]> store) {
      this.partition = partition;
      this.store = store;
    }

    int partition() {
      return partition;
    }

    /** From now on it answers. */
    void open() {
      open = true;
    }
  }

  private final ConcurrentMap<Integer, Part> parts = new ConcurrentHashMap<>();
  private final BlockingQueue<Part> taken = new LinkedBlockingQueue<>();

  /** A task begins to work on a partition. */
  void take(int partition, ReadOnlyKeyValueStore<Bytes, byte[]> store) {
    Part part = new Part(partition, store);
    parts.put(partition, part);
    taken.add(part);
  }

  /** A task has ended its work on a partition, whoever goes on with it. */
  @SuppressWarnings("ReferenceEquality") // another task's store is another object
  void leave(int partition, ReadOnlyKeyValueStore<Bytes, byte[]> store) {
    parts.computeIfPresent(partition, (key, part) -> part.store == store ? null : part);
  }

  /** Parts that were taken and are to be opened, each once, in the order in which they came. */
  BlockingQueue<Part> taken() {
    return taken;
  }

  /** Whether a part is still this instance's. */
  boolean isHeld(Part part) {
    return parts.get(part.partition) == part;
  }

  /** Whether a partition is here, open or not. */
  boolean has(int partition) {
    return parts.containsKey(partition);
  }

  /** The partitions that are here and do not answer yet. */
  List<Integer> closed() {
    return parts.values().stream().filter(part -> !part.open).map(Part::partition).toList();
  }

  @Override
  public ReadOnlyKeyValueStore<Bytes, byte[]> of(int partition) {
    Part part = parts.get(partition);
    if (part == null || !part.open) {
      throw ViewStores.unavailable();
    }
    return part.store;
  }
}
