package dev.waybill.emitter.event;

import dev.waybill.emitter.event.EventCache.Place;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads events from Kafka through a cache. Thread-safe; a read that misses the cache waits for the
 * one consumer, which brings the events that follow along, as they are likely wanted next.
 */
public final class KafkaEventStore implements EventStore, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(KafkaEventStore.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final byte[] GONE = {};

  private final String topic;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final Duration patience;
  private final EventCache cache;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Consumer<byte[], byte[]> consumer;

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
    this.topic = topic;
    this.consumers = consumers;
    this.patience = patience;
    this.cache = new EventCache(cacheBytes);
  }

  @Override
  public byte[] read(int partition, long offset) throws IOException, InterruptedException {
    Place place = new Place(partition, offset);
    byte[] cached = cache.get(place);
    if (cached != null) {
      return cached;
    }
    long begun = System.nanoTime();
    if (!lock.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new IOException("the events are not readable: others wait already");
    }
    try {
      // Meanwhile somebody else may have read it, or what lies before it.
      cached = cache.get(place);
      return cached != null ? cached : fetch(place, begun);
    } catch (OffsetOutOfRangeException e) {
      return GONE;
    } catch (InterruptException e) {
      discard();
      throw new InterruptedException("interrupted while reading an event");
    } catch (KafkaException e) {
      discard();
      throw new IOException("the events are not readable: " + e.getMessage(), e);
    } finally {
      lock.unlock();
    }
  }

  /** An event that is likely wanted soon, by whoever has just read it. */
  public void remember(ConsumerRecord<byte[], byte[]> event) {
    keep(event);
  }

  private byte[] fetch(Place place, long begun) throws IOException {
    Consumer<byte[], byte[]> reader = consumer();
    TopicPartition partition = new TopicPartition(topic, place.partition());
    reader.assign(List.of(partition));
    reader.seek(partition, place.offset());
    while (System.nanoTime() - begun < patience.toNanos()) {
      ConsumerRecords<byte[], byte[]> records = reader.poll(POLL);
      records.forEach(this::keep);
      for (ConsumerRecord<byte[], byte[]> record : records) {
        byte[] value = record.value();
        return record.offset() == place.offset() && value != null ? value : GONE;
      }
      if (reader.position(partition) > place.offset()) {
        return GONE;
      }
    }
    throw new IOException("the event could not be read within " + patience);
  }

  private void keep(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() != null) {
      cache.put(new Place(record.partition(), record.offset()), record.value());
    }
  }

  private Consumer<byte[], byte[]> consumer() {
    Consumer<byte[], byte[]> current = consumer;
    if (current == null) {
      current = consumers.get();
      consumer = current;
    }
    return current;
  }

  private void discard() {
    Consumer<byte[], byte[]> broken = consumer;
    consumer = null;
    if (broken != null) {
      try {
        broken.close();
      } catch (KafkaException e) {
        log.debug("a broken consumer did not close", e);
      }
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      discard();
    } finally {
      lock.unlock();
    }
  }
}
