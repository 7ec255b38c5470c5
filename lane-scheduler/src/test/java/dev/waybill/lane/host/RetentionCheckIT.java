package dev.waybill.lane.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.testing.KafkaFixture;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** What waits to be read is compared with what is kept, on a real broker. */
class RetentionCheckIT {
  private static final InstantSource NOW = InstantSource.system();

  private final KafkaFixture kafka = KafkaFixture.shared();
  private final String topic = kafka.newPrefix() + "requested";
  private final String group = topic + "-readers";
  private final TopicPartition partition = new TopicPartition(topic, 0);

  @Test
  void unreadRecordsThatAreSoonDeletedAreReported() throws Exception {
    create(Map.of("retention.ms", "3600000"));
    write(3, false);
    commit(1);

    assertThat(look(Duration.ofMinutes(40))).isEmpty();
    assertThat(look(Duration.ofMinutes(50)))
        .hasValueSatisfying(
            problem -> assertThat(problem).contains(topic + "-0", "50 min", "60 min", "2 wait"));
    commit(3);
    assertThat(look(Duration.ofMinutes(50))).isEmpty();
  }

  @Test
  void aMarkerBehindTheLastRecordIsNotUnread() throws Exception {
    create(Map.of("retention.ms", "3600000"));
    write(2, true);
    commit(2);

    assertThat(look(Duration.ofMinutes(59))).isEmpty();
    commit(1);
    assertThat(look(Duration.ofMinutes(59))).isPresent();
  }

  @Test
  void unreadBytesThatAreSoonTooManyAreReported() throws Exception {
    create(Map.of("retention.bytes", "10000"));
    write(6, false);
    commit(0);
    assertThat(look(Duration.ZERO)).isEmpty();

    write(3, false);
    assertThat(look(Duration.ZERO))
        .hasValueSatisfying(
            problem -> assertThat(problem).contains(topic + "-0", "10,000 are kept", "9 wait"));
    commit(4);
    assertThat(look(Duration.ZERO)).isEmpty();
  }

  @Test
  void whatIsKeptForEverIsInNoDanger() throws Exception {
    create(Map.of("cleanup.policy", "compact", "retention.ms", "1000"));
    write(1, false);
    commit(0);

    assertThat(look(Duration.ofDays(100))).isEmpty();
  }

  /** As if this much later. */
  private Optional<String> look(Duration later) {
    Instant then = NOW.instant().plus(later);
    RetentionCheck check =
        new RetentionCheck(group, List.of(topic), kafka.clientSettings(), () -> then);
    try (Admin admin = Admin.create(kafka.clientSettings())) {
      return check.look(admin, new Answers(Duration.ofSeconds(20)));
    }
  }

  private void create(Map<String, String> settings) {
    kafka.createTopics(List.of(new NewTopic(topic, 1, (short) 1).configs(settings)));
  }

  private void write(int count, boolean inTransaction) throws Exception {
    Map<String, Object> settings = new HashMap<>(kafka.clientSettings());
    if (inTransaction) {
      settings.put("transactional.id", group);
    }
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      if (inTransaction) {
        producer.initTransactions();
        producer.beginTransaction();
      }
      for (int i = 0; i < count; i++) {
        var sent = producer.send(new ProducerRecord<>(topic, new byte[] {1}, new byte[1000]));
        if (!inTransaction) {
          sent.get();
        }
      }
      if (inTransaction) {
        producer.commitTransaction();
      }
    }
  }

  private void commit(long position) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(kafka.clientSettings())) {
      admin
          .alterConsumerGroupOffsets(group, Map.of(partition, new OffsetAndMetadata(position)))
          .all()
          .get();
    }
  }
}
