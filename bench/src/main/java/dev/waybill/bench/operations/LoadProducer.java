package dev.waybill.bench.operations;

import dev.waybill.bench.frame.MeasurementException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Writes load without waiting for each record; that one was lost is told at the end. */
public final class LoadProducer implements AutoCloseable {
  private final Producer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  LoadProducer(Producer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  /** Sends a record; what becomes of it is told by {@link #close}. */
  @SuppressWarnings("FutureReturnValueIgnored") // the callback hears the same
  public void send(String topic, byte[] key, byte[] value) {
    producer.send(new ProducerRecord<>(topic, key, value), this::sent);
  }

  private void sent(@Nullable RecordMetadata metadata, @Nullable Exception problem) {
    if (problem != null) {
      failure.compareAndSet(null, problem);
    }
  }

  /**
   * Waits until everything is acknowledged.
   *
   * @throws MeasurementException if something is not
   */
  @Override
  public void close() {
    producer.close();
    Exception problem = failure.get();
    if (problem != null) {
      throw new MeasurementException("the broker did not take all of the load", problem);
    }
  }
}
