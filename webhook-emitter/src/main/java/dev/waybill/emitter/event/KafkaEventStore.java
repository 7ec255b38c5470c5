package dev.waybill.emitter.event;

import dev.waybill.emitter.event.EventCache.Place;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads events from Kafka through a cache. Thread-safe. A read that misses the cache waits in its
 * endpoint's own line of one of a few readers, by partition: an endpoint that goes through an old
 * backlog or a replay waits for itself.
 */
public final class KafkaEventStore implements EventStore, AutoCloseable {
  private static final int READERS = 4;

  /** Of one endpoint: half of the places that a process has by default. */
  static final int MOST_OF_AN_ENDPOINT = 128;

  private final Duration patience;
  private final EventCache cache;
  private final List<EventReader> readers;
  private final Map<UUID, Integer> waiting = new ConcurrentHashMap<>();

  /**
   * A store over a topic.
   *
   * @param consumers makes a consumer without a group, read committed; asked again after a failure
   * @param patience how long a read may take
   * @param cacheBytes bounds what is kept on the heap
   */
  public KafkaEventStore(
      String topic,
      Supplier<Consumer<byte[], byte[]>> consumers,
      Duration patience,
      long cacheBytes) {
    this.patience = patience;
    this.cache = new EventCache(cacheBytes);
    this.readers =
        IntStream.range(0, READERS)
            .mapToObj(i -> new EventReader(topic, consumers, this::remember))
            .toList();
  }

  @Override
  public byte[] read(UUID endpoint, int partition, long offset)
      throws IOException, InterruptedException {
    Place place = new Place(partition, offset);
    byte[] cached = cache.get(place);
    if (cached != null) {
      return cached;
    }
    if (!enter(endpoint)) {
      throw new TooManyReadsException(MOST_OF_AN_ENDPOINT);
    }
    try {
      return fetch(endpoint, place);
    } finally {
      leave(endpoint);
    }
  }

  /** An event that is likely wanted soon, by whoever has just read it. */
  public void remember(ConsumerRecord<byte[], byte[]> event) {
    if (event.value() != null) {
      cache.put(new Place(event.partition(), event.offset()), event.value());
    }
  }

  private byte[] fetch(UUID endpoint, Place place) throws IOException, InterruptedException {
    EventReader reader = readers.get(Math.floorMod(place.partition(), READERS));
    CompletableFuture<byte[]> answer = reader.read(endpoint, place);
    try {
      return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new IOException("the event could not be read within " + patience, e);
    } catch (ExecutionException e) {
      throw new IOException(text(e.getCause()), e.getCause());
    } finally {
      answer.cancel(false);
    }
  }

  private static String text(@Nullable Throwable cause) {
    return cause == null ? "the events are not readable" : String.valueOf(cause.getMessage());
  }

  /** How many events are being read for an endpoint. */
  int reading(UUID endpoint) {
    return waiting.getOrDefault(endpoint, 0);
  }

  private boolean enter(UUID endpoint) {
    int waits = waiting.merge(endpoint, 1, Integer::sum);
    if (waits > MOST_OF_AN_ENDPOINT) {
      leave(endpoint);
      return false;
    }
    return true;
  }

  private void leave(UUID endpoint) {
    waiting.computeIfPresent(endpoint, (id, waits) -> waits == 1 ? null : waits - 1);
  }

  @Override
  public void close() {
    readers.forEach(EventReader::close);
  }
}
