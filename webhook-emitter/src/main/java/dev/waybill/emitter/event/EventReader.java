package dev.waybill.emitter.event;

import dev.waybill.emitter.event.EventCache.Place;
import dev.waybill.emitter.event.ReadLine.Wanted;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One consumer with a thread of its own, and a line for each partition. It reads one place of every
 * partition that is asked for, all in the same polls, so a partition that does not answer holds up
 * no other; what comes after a place is brought along, and read on if it is waited for.
 * Thread-safe.
 */
final class EventReader implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EventReader.class);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

  /** It reads on for what is no further away: less than a new fetch would bring. */
  private static final int REACH = 200;

  /** How often it does before it is somebody else's turn. */
  private static final int MOST_RUNS = 4;

  private final String topic;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> keep;

  // Guarded by this.
  private final Map<Integer, ReadLine> lines = new HashMap<>();
  private @Nullable Thread thread;
  private boolean isClosed;

  // Of the thread alone.
  private final Map<Integer, Turn> turns = new HashMap<>();

  /**
   * Where a partition is read.
   *
   * @param from the next place
   * @param upTo what is waited for
   * @param runs how often it was read on since somebody's turn
   */
  private record Turn(long from, long upTo, int runs) {}

  /**
   * A reader of a topic; nothing is opened yet.
   *
   * @param consumers asked again after a failure
   * @param keep gets all that is read
   */
  EventReader(
      String topic,
      Supplier<Consumer<byte[], byte[]>> consumers,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> keep) {
    this.topic = topic;
    this.consumers = consumers;
    this.keep = keep;
  }

  /** Asks for an event; whoever does not wait any more cancels the answer. */
  synchronized CompletableFuture<byte[]> read(UUID endpoint, Place place) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    if (isClosed) {
      answer.completeExceptionally(new IOException("the reader of events is closed"));
      return answer;
    }
    lines
        .computeIfAbsent(place.partition(), partition -> new ReadLine())
        .add(new Wanted(endpoint, place.offset(), answer));
    if (thread == null) {
      thread = Thread.ofVirtual().name("waybill-event-reader").start(this::run);
    }
    notifyAll();
    return answer;
  }

  private void run() {
    Consumer<byte[], byte[]> consumer = null;
    try {
      while (awaitWork()) {
        try {
          consumer = consumer == null ? consumers.get() : consumer;
          step(consumer);
        } catch (RuntimeException e) {
          // The loop's edge: those who wait are told, and the next begins with a new consumer.
          log.debug("a reader of events failed", e);
          failAll("the events are not readable: " + e.getMessage(), e);
          discard(consumer);
          consumer = null;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      failAll("the reader of events is closed", null);
      discard(consumer);
    }
  }

  private synchronized boolean awaitWork() throws InterruptedException {
    while (!isClosed && lines.isEmpty()) {
      wait();
    }
    return !isClosed;
  }

  private void step(Consumer<byte[], byte[]> consumer) {
    Map<TopicPartition, Long> seeks = takeTurns();
    Set<TopicPartition> wanted = new HashSet<>();
    turns.keySet().forEach(partition -> wanted.add(new TopicPartition(topic, partition)));
    if (!wanted.equals(consumer.assignment())) {
      consumer.assign(wanted); // what was fetched of those that stay is kept
    }
    if (wanted.isEmpty()) {
      return;
    }
    seeks.forEach(consumer::seek);
    ConsumerRecords<byte[], byte[]> records;
    try {
      records = consumer.poll(POLL);
    } catch (OffsetOutOfRangeException e) {
      e.offsetOutOfRangePartitions().forEach(this::isGone);
      return;
    }
    records.forEach(keep);
    wanted.forEach(partition -> advance(consumer, partition, records.records(partition)));
  }

  /** Whose turn it is in each partition where it is nobody's; where to go for it. */
  private synchronized Map<TopicPartition, Long> takeTurns() {
    lines.values().removeIf(line -> !line.isWaiting());
    turns.keySet().retainAll(lines.keySet());
    Map<TopicPartition, Long> seeks = new HashMap<>();
    lines.forEach((partition, line) -> {
      Turn turn = turns.get(partition);
      if (turn != null && line.nearest(turn.from(), turn.upTo() + 1).isPresent()) {
        return;
      }
      line.turn()
          .ifPresent(next -> {
            turns.put(partition, new Turn(next.offset(), next.offset(), 0));
            seeks.put(new TopicPartition(topic, partition), next.offset());
          });
    });
    return seeks;
  }

  private synchronized void isGone(TopicPartition partition, long offset) {
    turns.remove(partition.partition());
    ReadLine line = lines.get(partition.partition());
    if (line != null) {
      line.answer(offset, offset + 1, Map.of());
    }
  }

  /** Answers all whose places were passed, also those that hold a transaction's marker only. */
  private void advance(
      Consumer<byte[], byte[]> consumer,
      TopicPartition topicPartition,
      List<ConsumerRecord<byte[], byte[]>> records) {
    int partition = topicPartition.partition();
    Turn turn = turns.get(partition);
    long position = position(consumer, topicPartition);
    if (turn == null || position <= turn.from()) {
      return;
    }
    Map<Long, byte[]> found = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (record.value() != null) {
        found.put(record.offset(), record.value());
      }
    }
    synchronized (this) {
      ReadLine line = lines.get(partition);
      if (line == null) {
        return;
      }
      line.answer(turn.from(), position, found);
      if (position <= turn.upTo()) {
        turns.put(partition, new Turn(position, turn.upTo(), turn.runs()));
        return;
      }
      OptionalLong near = line.nearest(position, position + REACH);
      if (near.isPresent() && turn.runs() < MOST_RUNS) {
        turns.put(partition, new Turn(position, near.getAsLong(), turn.runs() + 1));
      } else {
        turns.remove(partition);
      }
    }
  }

  private static long position(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
    try {
      return consumer.position(partition, Duration.ZERO);
    } catch (TimeoutException e) {
      return -1; // it is being made sure of, after another broker took over
    }
  }

  private synchronized void failAll(String text, @Nullable Throwable cause) {
    lines.values().forEach(line -> line.fail(new IOException(text, cause)));
    lines.clear();
    turns.clear();
  }

  private static void discard(@Nullable Consumer<byte[], byte[]> consumer) {
    if (consumer != null) {
      try {
        consumer.close();
      } catch (KafkaException e) {
        log.debug("a consumer of events did not close", e);
      }
    }
  }

  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      isClosed = true;
      notifyAll();
      running = thread;
    }
    if (running != null) {
      try {
        running.join(STOP_PATIENCE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
