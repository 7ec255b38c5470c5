package dev.waybill.api.view;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** The places of a list over all its partitions, in one order. To be closed; not thread-safe. */
final class MergedPlaces implements AutoCloseable {
  /**
   * A place and the store that it is in.
   *
   * @param key of the place
   */
  record Place(Bytes key, ReadOnlyKeyValueStore<Bytes, byte[]> store) {}

  private record Source(
      KeyValueIterator<Bytes, byte[]> iterator, ReadOnlyKeyValueStore<Bytes, byte[]> store) {}

  private final List<Source> sources = new ArrayList<>();
  private final PriorityQueue<Source> queue;

  private MergedPlaces(boolean ascending) {
    Comparator<Source> order = Comparator.comparing(source -> source.iterator().peekNextKey());
    this.queue = new PriorityQueue<>(ascending ? order : order.reversed());
  }

  /** All places from the lower to the upper key, both included. */
  static MergedPlaces between(
      List<ReadOnlyKeyValueStore<Bytes, byte[]>> stores,
      Bytes lower,
      Bytes upper,
      boolean ascending) {
    MergedPlaces places = new MergedPlaces(ascending);
    try {
      for (ReadOnlyKeyValueStore<Bytes, byte[]> store : stores) {
        Source source =
            new Source(
                ascending ? store.range(lower, upper) : store.reverseRange(lower, upper), store);
        places.sources.add(source);
        places.enqueue(source);
      }
      return places;
    } catch (RuntimeException e) {
      places.close();
      throw e;
    }
  }

  /** The next place, null after the last. */
  @Nullable Place next() {
    Source source = queue.poll();
    if (source == null) {
      return null;
    }
    Place place = new Place(source.iterator().next().key, source.store());
    enqueue(source);
    return place;
  }

  private void enqueue(Source source) {
    if (source.iterator().hasNext()) {
      queue.add(source);
    }
  }

  @Override
  public void close() {
    sources.forEach(source -> source.iterator().close());
  }
}
