package dev.waybill.api.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Partitions;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes records and waits, bounded, until Kafka has them with {@code acks=all}: only then may the
 * API answer that something is accepted (guarantee G1). Thread-safe.
 */
public final class RecordPublisher {
  private static final Logger log = LoggerFactory.getLogger(RecordPublisher.class);

  /** The producer reports by then, one way or the other; a little more is for its threads. */
  private static final Duration PATIENCE = KafkaClients.DELIVERY_TIMEOUT.plusSeconds(6);

  private final Producer<byte[], byte[]> producer;
  private final int partitions;

  /**
   * Makes a publisher.
   *
   * @param producer {@code acks=all}; stays the caller's
   * @param partitions of every topic
   */
  public RecordPublisher(Producer<byte[], byte[]> producer, int partitions) {
    this.producer = producer;
    this.partitions = partitions;
  }

  /** How many partitions every topic has. */
  public int partitions() {
    return partitions;
  }

  /**
   * Writes a value as JSON under an id, in the id's partition.
   *
   * @throws RefusedException 503 if Kafka did not acknowledge in time
   */
  public Written write(String topic, UUID key, Object value) {
    return begin(topic, key, value).await();
  }

  /**
   * The same without the wait. What is begun for one key is written in the order in which it was
   * begun.
   *
   * @throws RefusedException 503 if Kafka takes nothing at all
   */
  public Writing begin(String topic, UUID key, Object value) {
    Future<RecordMetadata> record;
    try {
      record = producer.send(record(topic, key, value));
    } catch (KafkaException e) {
      throw failed(topic, e);
    }
    // What Kafka does not take at all has waited for it already: the next would wait as long.
    if (record.isDone() && record.state() == Future.State.FAILED) {
      throw failed(topic, new ExecutionException(record.exceptionNow()));
    }
    return new Writing(topic, record);
  }

  /** A record on its way. */
  public static final class Writing {
    private final String topic;
    private final Future<RecordMetadata> record;

    private Writing(String topic, Future<RecordMetadata> record) {
      this.topic = topic;
      this.record = record;
    }

    /**
     * Waits until Kafka has it.
     *
     * @throws RefusedException 503 if Kafka did not acknowledge in time
     */
    public Written await() {
      try {
        RecordMetadata place = record.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        return new Written(place.partition(), place.offset());
      } catch (ExecutionException | TimeoutException e) {
        throw failed(topic, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw notAcknowledged();
      }
    }
  }

  private static RefusedException failed(String topic, Exception e) {
    log.warn("a record was not acknowledged: topic={} reason={}", topic, reason(e));
    log.debug("a record was not acknowledged", e);
    return notAcknowledged();
  }

  /** Writes a value as JSON under an id without waiting; a failure is only logged. */
  public void writeUnacknowledged(String topic, UUID key, Object value) {
    sendUnacknowledged(record(topic, key, value));
  }

  /** Ends an id in a compacted topic without waiting; a failure is only logged. */
  public void writeEnd(String topic, UUID key) {
    sendUnacknowledged(record(topic, key, null));
  }

  private void sendUnacknowledged(ProducerRecord<byte[], byte[]> record) {
    String topic = record.topic();
    var _ =
        producer.send(
            record,
            (metadata, failure) -> {
              if (failure != null) {
                log.warn("a record was not written: topic={} reason={}", topic, reason(failure));
              }
            });
  }

  private ProducerRecord<byte[], byte[]> record(String topic, UUID key, @Nullable Object value) {
    return new ProducerRecord<>(
        topic,
        Partitions.of(key, partitions),
        key.toString().getBytes(UTF_8),
        value == null ? null : Json.write(value));
  }

  private static RefusedException notAcknowledged() {
    return RefusedException.retryLater(
        ProblemCode.NOT_ACKNOWLEDGED,
        "Kafka did not acknowledge in time, so this is not accepted; should it turn up all the"
            + " same, it was written without our knowing: look before you send it again",
        5);
  }

  private static String reason(Exception e) {
    return e.getCause() == null ? e.toString() : e.getCause().toString();
  }
}
