package dev.waybill.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

final class KafkaFixtureIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int ROUNDS = 12;
  private static final int BURST = 500;

  private final KafkaFixture kafka = KafkaFixture.shared();

  @Test
  void usesTheKindOfBrokerThatTheEnvironmentAsksFor() {
    String choice = System.getenv().getOrDefault(KafkaFixture.CHOICE, "auto");
    assertThat(kafka.kind()).isIn("auto".equals(choice) ? kafka.kind() : choice);
    assertThat(kafka).isSameAs(KafkaFixture.shared());
    assertThatThrownBy(() -> TestBroker.start("zookeeper"))
        .hasMessage("WAYBILL_TEST_BROKER must be auto, embedded or container, not zookeeper");
  }

  @Test
  void readsWhatWasCommittedAndNotWhatWasAborted() {
    Topics topics = kafka.createTopics(3);
    Map<String, Object> settings = kafka.clientSettings();
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, kafka.newPrefix() + "producer");
    try (var producer =
            new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
        var reader = TopicReader.ofText(kafka.bootstrapServers(), topics.operationEvents())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topics.operationEvents(), "a", "aborted"));
      producer.flush();
      producer.abortTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topics.operationEvents(), "a", "committed"));
      producer.commitTransaction();

      assertThat(reader.readAtLeast(1, LIMIT))
          .extracting(ConsumerRecord::value)
          .containsExactly("committed");
      assertThat(reader.readToEnd(LIMIT)).hasSize(1);
      assertThatThrownBy(() -> reader.readAtLeast(2, Duration.ofMillis(200)))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("1 records, the last: ");
    }
    try (var reader =
        TopicReader.of(
            kafka.bootstrapServers(),
            topics.operationEvents(),
            bytes -> new String(bytes, StandardCharsets.UTF_8).length())) {
      assertThat(reader.readAtLeast(1, LIMIT)).extracting(ConsumerRecord::value).containsExactly(9);
    }
  }

  /** Without waiting for the leaders about one round in five is stuck for two minutes. */
  @Test
  void newTopicsTakeAtOnceWhatAnIdempotentProducerSends() throws Exception {
    Map<String, Object> manySmallBatches = kafka.clientSettings();
    manySmallBatches.put(ProducerConfig.BATCH_SIZE_CONFIG, 200);
    for (int round = 0; round < ROUNDS; round++) {
      Topics topics = kafka.createTopics(6);
      try (var producer =
          new KafkaProducer<>(manySmallBatches, new StringSerializer(), new StringSerializer())) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int i = 0; i < BURST; i++) {
          sent.add(
              producer.send(new ProducerRecord<>(topics.operationRequested(), "key-" + i, "")));
        }
        for (Future<RecordMetadata> one : sent) {
          one.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    }
  }
}
