package dev.waybill.lane.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waybill.broker.EmbeddedBroker;
import dev.waybill.lane.execution.ExecutorLoop;
import dev.waybill.schemas.TopicPlan;
import dev.waybill.schemas.Topics;
import dev.waybill.testing.KafkaFixture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The only broker goes away and comes back, with work in every stage. For how long it is away can
 * be set: {@code -Dwaybill.test.outage_s=70}.
 */
class BrokerOutageIT {
  private static final Duration OUTAGE =
      Duration.ofSeconds(Integer.getInteger("waybill.test.outage_s", 20));
  private static final Duration RECOVERY = Duration.ofSeconds(60);
  private static final int PARTITIONS = 2;
  private static final Topics NAMES = new Topics("outage.");

  private final List<UUID> lanes = Stream.generate(UUID::randomUUID).limit(3).toList();

  @Test
  void nothingIsLostAndNobodyIsNeededWhenTheBrokerComesBack(@TempDir Path kafka, @TempDir Path disk)
      throws Exception {
    EmbeddedBroker broker = EmbeddedBroker.start(kafka, 0);
    int port = broker.port();
    createTopics(broker);
    try (LaneRig rig = new LaneRig(broker.bootstrapServers(), NAMES, PARTITIONS);
        ExecutorLoop executor = rig.executor();
        LaneHost host = rig.host(disk)) {
      lanes.forEach(lane -> rig.register(lane, 5));
      lanes.forEach(lane -> rig.request(lane, 40));
      await().atMost(LaneRig.LIMIT).until(() -> rig.called().size() > 10);
      broker.close();
      long gone = System.nanoTime();

      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() ->
              assertThat(host.problem())
                  .hasValueSatisfying(
                      problem -> assertThat(problem).contains("Kafka has not answered for")));
      await()
          .atMost(OUTAGE.plusSeconds(1))
          .until(() -> Duration.ofNanos(System.nanoTime() - gone).compareTo(OUTAGE) > 0);
      broker = EmbeddedBroker.start(kafka, port);

      assertThat(rig.ends(RECOVERY)).containsExactlyInAnyOrderElementsOf(rig.sent());
      assertThat(rig.called()).as("what was called was reported").doesNotHaveDuplicates();
      LaneRig.awaitReady(host);
      await().atMost(LaneRig.LIMIT).until(() -> executor.problem().isEmpty());
    } finally {
      broker.close();
    }
  }

  private static void createTopics(EmbeddedBroker broker) {
    TopicPlan plan = new TopicPlan(NAMES, PARTITIONS, (short) 1);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      KafkaFixture.createTopics(admin, plan.newTopics());
    }
  }
}
