package dev.waybill.lane.host;

import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The tasks' producer: a commit that comes after Kafka has aborted the transaction, at its timeout,
 * says that the producer was fenced. Brokers before the mending of KAFKA-20785 call that an invalid
 * state of the transaction, at which Streams ends the thread, and with it the whole instance; who
 * is fenced gives its tasks up, takes them anew and does the step again.
 */
final class FencedProducer extends KafkaProducer<byte[], byte[]> {
  private FencedProducer(Map<String, Object> config) {
    super(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  static FencedProducer of(Map<String, Object> config) {
    return new FencedProducer(config);
  }

  @Override
  public void commitTransaction() {
    try {
      super.commitTransaction();
    } catch (InvalidTxnStateException e) {
      throw new ProducerFencedException(
          "Kafka had aborted the transaction when it was to be committed: " + e.getMessage());
    }
  }
}
