package dev.waybill.lane.host;

import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;

/** Streams' own clients, but for the consumer of records and the producer. */
final class LaneClients extends DefaultKafkaClientSupplier {
  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    return PositionedConsumer.of(config);
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    return FencedProducer.of(config);
  }
}
