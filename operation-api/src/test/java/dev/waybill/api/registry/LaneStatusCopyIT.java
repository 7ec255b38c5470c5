package dev.waybill.api.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.api.kafka.RecordPublisher;
import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.testing.KafkaFixture;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class LaneStatusCopyIT {
  private static final int PARTITIONS = 2;

  /** Far below the timeout of the transaction that is open. */
  private static final Duration START_LIMIT = Duration.ofSeconds(20);

  @Test
  void startsThoughAKilledSchedulerLeftATransactionOpen() throws Exception {
    KafkaFixture kafka = KafkaFixture.shared();
    String topic = kafka.createTopics(PARTITIONS).laneStatus();
    KafkaClients clients = new KafkaClients(kafka.clientSettings());
    try (Admin admin = clients.admin();
        Producer<byte[], byte[]> producer = clients.producer(Map.of());
        Producer<byte[], byte[]> killed =
            clients.producer(Map.of("transactional.id", topic, "transaction.timeout.ms", 60_000))) {
      killed.initTransactions();
      killed.beginTransaction();
      killed.send(status(topic)).get();
      killed.commitTransaction();
      killed.beginTransaction();
      killed.send(status(topic)).get();
      RecordPublisher publisher = new RecordPublisher(producer, PARTITIONS);
      AtomicInteger told = new AtomicInteger();
      try (LaneStatusCopy copy =
          new LaneStatusCopy(
              topic, clients, admin, publisher, (connection, depth) -> told.incrementAndGet())) {
        long began = System.nanoTime();
        copy.start();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(START_LIMIT);
        assertThat(told).as("what was committed").hasValue(1);
      }
      killed.abortTransaction();
    }
  }

  private static ProducerRecord<byte[], byte[]> status(String topic) {
    return new ProducerRecord<>(topic, 0, RowCopyTest.ID.toString().getBytes(UTF_8), null);
  }
}
