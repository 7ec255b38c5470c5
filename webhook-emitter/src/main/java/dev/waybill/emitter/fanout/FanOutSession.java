package dev.waybill.emitter.fanout;

import dev.waybill.emitter.metrics.EmitterMeters;
import dev.waybill.emitter.metrics.EmitterMeters.EventResult;
import dev.waybill.emitter.session.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fan-out for as long as nothing goes wrong: whatever is thrown ends the session, and the next
 * one begins at the committed position. For one thread, but for {@link #wakeUp}.
 *
 * <p>Events are polled, <em>then</em> the subscriptions are read to their end, then the deliveries
 * are written in one transaction with the position. So an event that came after the answer to a
 * subscription meets that subscription.
 */
final class FanOutSession implements Session {
  private static final Logger log = LoggerFactory.getLogger(FanOutSession.class);
  private static final Duration POLL = Duration.ofMillis(200);

  /**
   * Bounds a transaction: no event is begun behind so many. One event has no more than its
   * partner's webhooks, whose number the API bounds.
   */
  private static final int MAX_RECORDS = 5_000;

  private final String eventsTopic;
  private final Consumer<byte[], byte[]> events;
  private final Producer<byte[], byte[]> producer;
  private final EndpointCopy endpoints;
  private final FanOut fanOut;
  private final java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> fannedOut;
  private final EmitterMeters meters;

  FanOutSession(
      String eventsTopic,
      Consumer<byte[], byte[]> events,
      Producer<byte[], byte[]> producer,
      EndpointCopy endpoints,
      FanOut fanOut,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> fannedOut,
      EmitterMeters meters) {
    this.eventsTopic = eventsTopic;
    this.events = events;
    this.producer = producer;
    this.endpoints = endpoints;
    this.fanOut = fanOut;
    this.fannedOut = fannedOut;
    this.meters = meters;
  }

  /**
   * Fans out until told to stop.
   *
   * @param working called after each successful round
   */
  @Override
  public void run(BooleanSupplier goOn, Runnable working) {
    endpoints.open();
    endpoints.catchUp();
    producer.initTransactions();
    events.subscribe(List.of(eventsTopic), new FirstPositions());
    try {
      while (goOn.getAsBoolean()) {
        ConsumerRecords<byte[], byte[]> batch = events.poll(POLL);
        if (batch.isEmpty()) {
          endpoints.readOn();
        } else {
          endpoints.catchUp();
          fanOut(batch);
        }
        if (!events.assignment().isEmpty()) {
          working.run();
        }
      }
    } catch (WakeupException e) {
      log.debug("fan-out woken up to stop");
    }
  }

  /** Ends a waiting poll; from any thread. */
  @Override
  public void wakeUp() {
    events.wakeup();
  }

  private void fanOut(ConsumerRecords<byte[], byte[]> batch) {
    Transaction transaction = null;
    for (ConsumerRecord<byte[], byte[]> event : batch) {
      if (transaction == null) {
        transaction = new Transaction();
      }
      transaction.add(event);
      if (transaction.records >= MAX_RECORDS) {
        transaction.commit();
        transaction = null;
      }
    }
    if (transaction != null) {
      transaction.commit();
    }
  }

  /** One bounded step: the deliveries of some events, and the position behind them. */
  private final class Transaction {
    private final Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    private final List<Runnable> counts = new ArrayList<>();
    private int records;

    Transaction() {
      producer.beginTransaction();
    }

    void add(ConsumerRecord<byte[], byte[]> event) {
      FanOut.Result result = fanOut.of(event, endpoints::of);
      for (ProducerRecord<byte[], byte[]> record : result.records()) {
        // A failed send fails the commit, which is where it is looked at.
        var _ = producer.send(record);
      }
      if (result.kind() == EventResult.FANNED_OUT) {
        fannedOut.accept(event);
      }
      records += result.records().size();
      int deliveries = result.kind() == EventResult.FANNED_OUT ? result.records().size() : 0;
      counts.add(() -> meters.event(result.kind(), deliveries));
      positions.put(
          new TopicPartition(event.topic(), event.partition()),
          new OffsetAndMetadata(event.offset() + 1, event.leaderEpoch(), ""));
    }

    void commit() {
      producer.sendOffsetsToTransaction(positions, events.groupMetadata());
      producer.commitTransaction();
      counts.forEach(Runnable::run);
    }
  }

  /**
   * Where there is no position yet, begins at the beginning, on purpose. Safe also where positions
   * were lost: the lanes drop deliveries that they know, and events older than their memory are not
   * fanned out.
   */
  private final class FirstPositions implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      log.debug("fan-out gives up partitions: {}", partitions);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      Map<TopicPartition, OffsetAndMetadata> known = events.committed(Set.copyOf(partitions));
      List<TopicPartition> unknown =
          partitions.stream().filter(partition -> known.get(partition) == null).toList();
      if (!unknown.isEmpty()) {
        log.info("fan-out begins at the beginning: partitions={}", unknown.size());
        events.beginningOffsets(unknown).forEach(events::seek);
      }
    }
  }

  /** Aborts what is open: closing a producer does. */
  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
    events.close();
    endpoints.close();
  }
}
