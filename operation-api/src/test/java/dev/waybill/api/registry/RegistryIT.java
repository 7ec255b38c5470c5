package dev.waybill.api.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.api.kafka.RecordPublisher;
import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.schemas.Connection;
import dev.waybill.testing.KafkaFixture;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Test;

/** Two copies of a registry, as two instances have them. */
class RegistryIT {
  private static final int PARTITIONS = 2;

  @Test
  void tellsWhatWasChangedElsewhereHoweverLateItsCopyIs() {
    KafkaFixture kafka = KafkaFixture.shared();
    String topic = kafka.createTopics(PARTITIONS).connectionRegistry();
    KafkaClients quick = new KafkaClients(kafka.clientSettings());
    Map<String, Object> settings = new HashMap<>(kafka.clientSettings());
    settings.put("fetch.min.bytes", 1_000_000);
    settings.put("fetch.max.wait.ms", 400);
    KafkaClients late = new KafkaClients(settings);
    try (Admin admin = quick.admin();
        Producer<byte[], byte[]> producer = quick.producer(Map.of())) {
      RecordPublisher publisher = new RecordPublisher(producer, PARTITIONS);
      try (Registry<Connection> one = Registry.connections(topic, quick, admin, publisher, true);
          Registry<Connection> two = Registry.connections(topic, late, admin, publisher, true)) {
        one.start();
        two.start();
        UUID owner = UUID.randomUUID();
        for (int version = 1; version <= 3; version++) {
          Connection put = RowCopyTest.connection(owner, version);
          one.put(put);
          assertThat(two.find(RowCopyTest.ID)).contains(put);
        }
        Connection last = RowCopyTest.connection(owner, 4);
        one.put(last);
        assertThat(two.all()).containsExactly(last);
      }
    }
  }
}
