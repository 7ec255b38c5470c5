package dev.waybill.lane.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waybill.lane.execution.ExecutorLoop;
import dev.waybill.testing.KafkaFixture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A foreign producer leaves a transaction open on the topic of outcomes: nobody gets past it until
 * the broker aborts it, at that producer's own timeout, which the broker's {@code
 * transaction.max.timeout.ms} bounds.
 */
class HungTransactionIT {
  private static final Duration FOREIGN_TIMEOUT = Duration.ofSeconds(25);

  private final KafkaFixture kafka = KafkaFixture.shared();
  private final LaneRig rig = new LaneRig(kafka.bootstrapServers(), kafka.createTopics(1), 1);
  private final UUID lane = UUID.randomUUID();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void isNamedWhileItLastsAndGotOverWhenKafkaAbortsIt(@TempDir Path disk) throws Exception {
    rig.register(lane, 1000);
    try (ExecutorLoop executor = rig.executor();
        LaneHost host = rig.host(disk)) {
      rig.request(lane, 1);
      rig.ends(LaneRig.LIMIT);
      Producer<String, String> hung = leaveOpen();
      rig.request(lane, 5);
      await()
          .atMost(LaneRig.LIMIT)
          .untilAsserted(() ->
              assertThat(host.problem())
                  .hasValueSatisfying(problem ->
                      assertThat(problem)
                          .contains("a transaction that was left open by the producer with the id")
                          .contains(rig.topics().attempted() + "-0")));
      assertThat(rig.ends(LaneRig.LIMIT)).containsExactlyInAnyOrderElementsOf(rig.sent());
      assertThat(rig.called()).as("and nothing twice").doesNotHaveDuplicates();
      LaneRig.awaitReady(host);
      assertThat(host.deathsInRow()).isZero();
      assertThat(executor.problem()).isEmpty();
      hung.close(Duration.ZERO);
    }
  }

  private Producer<String, String> leaveOpen() throws Exception {
    Map<String, Object> settings = rig.clientSettings();
    settings.put("transactional.id", rig.group() + "-foreign");
    settings.put("transaction.timeout.ms", Math.toIntExact(FOREIGN_TIMEOUT.toMillis()));
    Producer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    producer.initTransactions();
    producer.beginTransaction();
    producer.send(new ProducerRecord<>(rig.topics().attempted(), 0, "key", "never ended")).get();
    return producer;
  }
}
