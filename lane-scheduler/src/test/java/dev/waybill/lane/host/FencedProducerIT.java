package dev.waybill.lane.host;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.waybill.testing.KafkaFixture;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.junit.jupiter.api.Test;

/** A scheduler that stood still in the middle of its commit for longer than its transaction may. */
class FencedProducerIT {
  private static final Duration ABORTED_BY = Duration.ofSeconds(30);

  private final KafkaFixture kafka = KafkaFixture.shared();

  @Test
  void aCommitThatComesAfterKafkaHasAbortedSaysThatItWasFenced() throws Exception {
    String topic = kafka.createTopics(1).operationAttempted();
    Map<String, Object> settings = new HashMap<>(kafka.clientSettings());
    settings.put("transactional.id", topic);
    settings.put("transaction.timeout.ms", 200);
    try (Admin admin = Admin.create(kafka.clientSettings());
        Producer<byte[], byte[]> producer = new LaneClients().getProducer(settings)) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topic, new byte[1])).get();
      await()
          .atMost(ABORTED_BY)
          .until(() -> state(admin, topic) == TransactionState.COMPLETE_ABORT);
      assertThatThrownBy(producer::commitTransaction).isInstanceOf(ProducerFencedException.class);
    }
  }

  private static TransactionState state(Admin admin, String id)
      throws InterruptedException, ExecutionException {
    return admin.describeTransactions(List.of(id)).description(id).get().state();
  }
}
