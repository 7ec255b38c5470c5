package dev.waybill.lane.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.lane.execution.ExecutorLoop;
import dev.waybill.schemas.Topics;
import dev.waybill.testing.KafkaFixture;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Retention removed what lies behind the positions that a group has committed. */
class LostPositionsIT {
  private static final int PARTITIONS = 3;

  private final KafkaFixture kafka = KafkaFixture.shared();
  private final Topics names = kafka.createTopics(PARTITIONS);
  private final LaneRig rig = new LaneRig(kafka.bootstrapServers(), names, PARTITIONS);
  private final List<UUID> lanes = Stream.generate(UUID::randomUUID).limit(6).toList();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void aMemberThatJoinsGoesOnAtWhatIsLeft(@TempDir Path disk, @TempDir Path otherDisk)
      throws Exception {
    lanes.forEach(lane -> rig.register(lane, 1000));
    try (ExecutorLoop executor = rig.executor();
        LaneHost first = rig.host(disk)) {
      lanes.forEach(lane -> rig.request(lane, 2));
      assertThat(rig.ends(LaneRig.LIMIT)).hasSize(12);
      writeInVain();
      deleteAll();
      try (LaneHost second = rig.host(otherDisk)) {
        LaneRig.awaitReady(second);
        lanes.forEach(lane -> rig.request(lane, 2));
        assertThat(rig.ends(LaneRig.LIMIT)).containsExactlyInAnyOrderElementsOf(rig.sent());
        assertThat(first.deathsInRow() + second.deathsInRow()).isZero();
        LaneRig.awaitReady(first);
      }
      assertThat(executor.problem()).isEmpty();
    }
  }

  @Test
  void aStartGoesOnAtWhatIsLeft(@TempDir Path disk) throws Exception {
    lanes.forEach(lane -> rig.register(lane, 1000));
    try (ExecutorLoop executor = rig.executor()) {
      try (LaneHost host = rig.host(disk)) {
        lanes.forEach(lane -> rig.request(lane, 2));
        assertThat(rig.ends(LaneRig.LIMIT)).hasSize(12);
      }
      writeInVain();
      deleteAll();
      try (LaneHost host = rig.host(disk)) {
        lanes.forEach(lane -> rig.request(lane, 2));
        assertThat(rig.ends(LaneRig.LIMIT)).containsExactlyInAnyOrderElementsOf(rig.sent());
        assertThat(host.deathsInRow()).isZero();
      }
      assertThat(executor.problem()).isEmpty();
    }
  }

  /**
   * A record in each partition and a marker behind it that it is void: what reads gets past both
   * without a step that would commit a position.
   */
  private void writeInVain() {
    Map<String, Object> settings = rig.clientSettings();
    settings.put("transactional.id", names.prefix() + "somebody");
    try (Producer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      for (TopicPartition partition : shortLived()) {
        var _ =
            producer.send(
                new ProducerRecord<>(
                    partition.topic(), partition.partition(), "somebody", "not for anybody"));
      }
      producer.flush();
      producer.abortTransaction();
    }
  }

  private void deleteAll() throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(rig.clientSettings())) {
      Map<TopicPartition, RecordsToDelete> all =
          shortLived().stream()
              .collect(Collectors.toMap(p -> p, p -> RecordsToDelete.beforeOffset(-1)));
      admin.deleteRecords(all).all().get();
    }
  }

  private List<TopicPartition> shortLived() {
    LaneTopics topics = rig.topics();
    return Stream.of(topics.requested(), topics.attempted(), topics.commands(), topics.dispatched())
        .flatMap(topic ->
            IntStream.range(0, PARTITIONS).mapToObj(number -> new TopicPartition(topic, number)))
        .toList();
  }
}
