package dev.waybill.api.view;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.waybill.api.kafka.Positions;
import dev.waybill.api.kafka.TopicEnds;
import dev.waybill.runtime.kafka.KafkaClients;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until the view has taken in every request of a partition that was there when asked, so that
 * what was answered with 202 is never answered with 404. Thread-safe.
 */
final class ViewFreshness implements Recency {
  private static final Logger log = LoggerFactory.getLogger(ViewFreshness.class);

  /** Most reads that miss are a few milliseconds early. */
  private static final Duration SHORT = Duration.ofMillis(100);

  /** For lists: as long as a commit and a poll may take on a busy machine. */
  private static final Duration BRIEF = Duration.ofMillis(200);

  private static final Duration STEP = Duration.ofMillis(50);

  /** Each has a connection and buffers of its own. */
  private static final int MOST_CONSUMERS = 4;

  private final String topic;
  private final String group;
  private final Admin admin;
  private final KafkaClients clients;
  private final Positions reached;
  private final Duration patience;
  private final TopicEnds ends;
  private final Semaphore consumers = new Semaphore(MOST_CONSUMERS);

  /**
   * Makes it.
   *
   * @param topic of the requests
   * @param group that the view reads it in
   * @param reached how far the view has read since it owns a partition
   */
  ViewFreshness(
      String topic,
      String group,
      Admin admin,
      KafkaClients clients,
      Positions reached,
      Duration patience) {
    this.topic = topic;
    this.group = group;
    this.admin = admin;
    this.clients = clients;
    this.reached = reached;
    this.patience = patience;
    this.ends =
        new TopicEnds(
            admin,
            IntStream.range(0, reached.partitions())
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList());
  }

  @Override
  public boolean catchUp(int partition, BooleanSupplier found) {
    long deadline = System.nanoTime() + patience.toNanos();
    TopicPartition requests = new TopicPartition(topic, partition);
    try {
      long end = end(requests, deadline);
      long known = reached.of(partition);
      if (known == 0) {
        known = committed(requests, deadline);
      }
      if (known >= end || await(partition, end, found, System.nanoTime() + SHORT.toNanos())) {
        return true;
      }
      // The end may be the marker of a transaction, which no one ever takes in.
      OptionalLong last = afterLastRecord(requests, known, end, deadline);
      return last.isPresent()
          && (last.getAsLong() <= known || await(partition, last.getAsLong(), found, deadline));
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      log.warn("the end of the requests is not known: reason={}", e.toString());
      log.debug("the end of the requests is not known", e);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public boolean takenIn(int partition, long offset) {
    return reached.await(Map.of(partition, offset + 1), patience);
  }

  @Override
  public void catchUpBriefly(List<Integer> partitions) {
    try {
      Map<Integer, Long> targets = new HashMap<>(ends.ask().get(BRIEF.toMillis(), MILLISECONDS));
      targets.keySet().retainAll(partitions);
      if (!reached.await(targets, BRIEF)) {
        for (Map.Entry<Integer, Long> target : targets.entrySet()) {
          passMarkers(target.getKey(), target.getValue());
        }
      }
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      log.warn("a list may lack what was just accepted: reason={}", e.toString());
      log.debug("a list may lack what was just accepted", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What ends with the marker of a transaction is read to its end: the next list need not wait. */
  private void passMarkers(int partition, long end) throws InterruptedException {
    long known = reached.of(partition);
    if (known < end) {
      OptionalLong last =
          afterLastRecord(
              new TopicPartition(topic, partition),
              known,
              end,
              System.nanoTime() + BRIEF.toNanos());
      if (last.isPresent() && last.getAsLong() <= known) {
        reached.advance(partition, end);
      }
    }
  }

  private boolean await(int partition, long target, BooleanSupplier found, long deadline) {
    while (!found.getAsBoolean()) {
      long left = Math.min(STEP.toNanos(), deadline - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      if (reached.await(Map.of(partition, target), Duration.ofNanos(left))) {
        return true;
      }
    }
    return true;
  }

  /** Where the next record would go; records of open transactions are before it. */
  private long end(TopicPartition requests, long deadline)
      throws ExecutionException, TimeoutException, InterruptedException {
    return admin
        .listOffsets(Map.of(requests, OffsetSpec.latest()))
        .partitionResult(requests)
        .get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)
        .offset();
  }

  /** After a restart nothing was read yet, but all before the committed position was once. */
  private long committed(TopicPartition requests, long deadline)
      throws ExecutionException, TimeoutException, InterruptedException {
    OffsetAndMetadata position =
        admin
            .listConsumerGroupOffsets(group)
            .partitionsToOffsetAndMetadata(group)
            .get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)
            .get(requests);
    return position == null ? 0 : position.offset();
  }

  /**
   * The offset after the last committed record in a range; the range's start if it holds none.
   * Blocks while a transaction that began in it is open.
   */
  private OptionalLong afterLastRecord(TopicPartition requests, long from, long to, long deadline)
      throws InterruptedException {
    if (!consumers.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
      return OptionalLong.empty();
    }
    try (var consumer = clients.consumer(null, Map.of("auto.offset.reset", "earliest"))) {
      return new TailReader(consumer, requests).afterLastRecord(from, to, deadline);
    } finally {
      consumers.release();
    }
  }
}
