package dev.waybill.api.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waybill.api.kafka.RecordPublisher;
import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.WebhookEndpoint;
import dev.waybill.schemas.WebhookStatus;
import dev.waybill.testing.KafkaFixture;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Test;

/** Two copies of a registry, as two instances have them. */
class RegistryIT {
  private static final int PARTITIONS = 2;
  private static final Duration OLD = Duration.ofDays(20);

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

  @Test
  void forgetsWebhooksThatWereDeletedLongAgoAFewAtATime() {
    KafkaFixture kafka = KafkaFixture.shared();
    String topic = kafka.createTopics(PARTITIONS).webhookRegistry();
    KafkaClients clients = new KafkaClients(kafka.clientSettings());
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    try (Admin admin = clients.admin();
        Producer<byte[], byte[]> producer = clients.producer(Map.of())) {
      RecordPublisher publisher = new RecordPublisher(producer, PARTITIONS);
      try (Registry<WebhookEndpoint> one =
              Registry.webhooks(topic, clients, admin, publisher, true);
          Registry<WebhookEndpoint> two =
              Registry.webhooks(topic, clients, admin, publisher, true)) {
        one.start();
        two.start();
        for (int i = 0; i < 3; i++) {
          one.put(RowCopyTest.webhook(UUID.randomUUID(), WebhookStatus.DELETED, 1, now.minus(OLD)));
        }
        WebhookEndpoint recent =
            RowCopyTest.webhook(UUID.randomUUID(), WebhookStatus.DELETED, 1, now);
        WebhookEndpoint active =
            RowCopyTest.webhook(UUID.randomUUID(), WebhookStatus.ACTIVE, 1, now.minus(OLD));
        one.put(recent);
        one.put(active);
        assertThat(one.forget(now, 2)).isEqualTo(2);
        await().untilAsserted(() -> assertThat(one.all()).hasSize(3));
        assertThat(one.forget(now, 2)).isEqualTo(1);
        await()
            .untilAsserted(() -> assertThat(two.all()).containsExactlyInAnyOrder(recent, active));
        assertThat(one.forget(now, 2)).isZero();
      }
    }
  }
}
