package dev.waybill.api.webhooks;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells those who wait for a partner's next event that there is one. One consumer at the topic's
 * end for all of them, for as long as anybody waits. Thread-safe.
 */
final class FeedWatch {
  private static final Logger log = LoggerFactory.getLogger(FeedWatch.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Who waits again and again finds it there. */
  private static final Duration LINGER = Duration.ofSeconds(10);

  private final List<TopicPartition> partitions;
  private final Supplier<Consumer<byte[], byte[]>> consumers;

  // Guarded by this.
  private final Map<UUID, Set<Watcher>> watchers = new HashMap<>();
  private @Nullable Round round;
  private long neededAt;

  FeedWatch(String topic, int partitions, Supplier<Consumer<byte[], byte[]>> consumers) {
    this.partitions =
        IntStream.range(0, partitions).mapToObj(p -> new TopicPartition(topic, p)).toList();
    this.consumers = consumers;
  }

  /** One life of the consumer; guarded by the watch. */
  private static final class Round {
    private boolean watches;
    private boolean ended;
  }

  /**
   * Watches from now on: whatever can be read only after this was called is told.
   *
   * @throws KafkaException if Kafka does not let it
   */
  synchronized Watcher watch(UUID partner) throws InterruptedException {
    Round current = round;
    if (current == null) {
      Round next = new Round();
      round = next;
      current = next;
      neededAt = System.nanoTime();
      Thread.ofVirtual().name("waybill-api-feed").start(() -> run(next));
    }
    long begun = System.nanoTime();
    while (!current.watches && !current.ended) {
      long left = PATIENCE.minusNanos(System.nanoTime() - begun).toMillis();
      if (left <= 0) {
        break;
      }
      wait(left);
    }
    if (!current.watches || current.ended) {
      throw new KafkaException("the end of the events could not be reached");
    }
    Watcher watcher = new Watcher(partner, current);
    watchers.computeIfAbsent(partner, id -> new HashSet<>()).add(watcher);
    return watcher;
  }

  private void run(Round mine) {
    try (Consumer<byte[], byte[]> consumer = consumers.get()) {
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      partitions.forEach(partition -> consumer.position(partition, PATIENCE));
      begin(mine);
      while (isNeeded(mine)) {
        for (ConsumerRecord<byte[], byte[]> event : consumer.poll(POLL)) {
          UUID owner = FeedEvents.ownerOf(event.value());
          if (owner != null) {
            tell(owner);
          }
        }
      }
    } catch (KafkaException e) {
      log.warn("the feed's end is not watched: reason={}", e.toString());
      log.debug("the feed's end is not watched", e);
    } finally {
      end(mine);
    }
  }

  private synchronized void begin(Round mine) {
    mine.watches = true;
    neededAt = System.nanoTime();
    notifyAll();
  }

  private synchronized boolean isNeeded(Round mine) {
    if (!watchers.isEmpty()) {
      neededAt = System.nanoTime();
    } else if (System.nanoTime() - neededAt > LINGER.toNanos()) {
      end(mine);
    }
    return !mine.ended;
  }

  private synchronized void end(Round mine) {
    mine.ended = true;
    if (round == mine) {
      round = null;
    }
    notifyAll();
  }

  private synchronized void tell(UUID partner) {
    watchers.getOrDefault(partner, Set.of()).forEach(watcher -> watcher.told = true);
    notifyAll();
  }

  /** One who waits. */
  final class Watcher implements AutoCloseable {
    private final UUID partner;
    private final Round mine;
    private boolean told;

    private Watcher(UUID partner, Round mine) {
      this.partner = partner;
      this.mine = mine;
    }

    /**
     * Waits for an event since the last time that one was told of.
     *
     * @param end by {@link System#nanoTime()}
     * @return false if there was none in time, or nobody watches any more
     */
    boolean await(long end) throws InterruptedException {
      synchronized (FeedWatch.this) {
        while (!told && !mine.ended) {
          long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
          if (left <= 0) {
            return false;
          }
          FeedWatch.this.wait(left);
        }
        boolean was = told;
        told = false;
        return was;
      }
    }

    @Override
    public void close() {
      synchronized (FeedWatch.this) {
        watchers.computeIfPresent(
            partner,
            (id, all) -> {
              all.remove(this);
              return all.isEmpty() ? null : all;
            });
        neededAt = System.nanoTime();
      }
    }
  }
}
