package dev.waybill.emitter.fanout;

import dev.waybill.emitter.endpoint.Endpoints;
import dev.waybill.emitter.event.EventHeader;
import dev.waybill.emitter.fanout.Subscriptions.Subscriber;
import dev.waybill.emitter.metrics.EmitterMeters;
import dev.waybill.schemas.WebhookEndpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All subscriptions, in memory, read from the registry topic. For one thread.
 *
 * <p>{@link #catchUp} is what keeps the promise that a subscription gets everything from its
 * creation on: it asks Kafka for the registry's end and reads to it.
 */
public final class EndpointCopy implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EndpointCopy.class);
  private static final Duration POLL = Duration.ofMillis(50);

  private final Consumer<byte[], byte[]> consumer;
  private final EmitterMeters meters;
  private final String topic;
  private final Duration patience;
  private final Subscriptions subscriptions = new Subscriptions();

  /**
   * A copy that is empty until it is caught up.
   *
   * @param consumer without a group; closed with this copy
   * @param patience how long a catch-up may take
   */
  public EndpointCopy(
      Consumer<byte[], byte[]> consumer, String topic, EmitterMeters meters, Duration patience) {
    this.consumer = consumer;
    this.meters = meters;
    this.topic = topic;
    this.patience = patience;
  }

  /** Takes up the registry's partitions; before anything else. */
  public void open() {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /**
   * Reads everything that was in the registry when this was called.
   *
   * @throws TimeoutException if that takes longer than the patience
   */
  public void catchUp() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment(), patience);
    long begun = System.nanoTime();
    while (!reached(ends)) {
      if (System.nanoTime() - begun > patience.toNanos()) {
        throw new TimeoutException("the subscriptions could not be read within " + patience);
      }
      consumer.poll(POLL).forEach(this::take);
    }
  }

  /** Reads what there is at hand, without waiting. */
  public void readOn() {
    consumer.poll(Duration.ZERO).forEach(this::take);
  }

  /** A subscription, also one that is deleted; null if none was ever seen. */
  public @Nullable WebhookEndpoint find(UUID id) {
    return subscriptions.find(id);
  }

  /** The subscriptions that may want an event. */
  Collection<Subscriber> of(EventHeader event) {
    return subscriptions.of(event);
  }

  private boolean reached(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey(), patience) >= end.getValue());
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      if (record.value() == null) {
        subscriptions.forget(Endpoints.readKey(record.key()));
      } else {
        subscriptions.put(
            Endpoints.read(record.key(), record.value()), Instant.ofEpochMilli(record.timestamp()));
      }
    } catch (IllegalArgumentException e) {
      // The lanes' scheduler reads it too and puts it on the dead-letter topic.
      meters.malformedEndpoint();
      log.warn(
          "subscription not readable: topic={} partition={} offset={} reason={}",
          record.topic(),
          record.partition(),
          record.offset(),
          e.getMessage());
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
