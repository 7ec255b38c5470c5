package dev.waybill.lane.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.lane.execution.ExecutorLoop;
import dev.waybill.schemas.Topics;
import dev.waybill.testing.KafkaFixture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody waits for an express item, so none of its steps waits for the commit interval. */
class ExpressCommitIT {
  private static final int PARTITIONS = 1;

  /** Of the test; each of the two steps would take as long without early commits. */
  private static final Duration INTERVAL = Duration.ofSeconds(50);

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Test
  void anExpressItemEndsLongBeforeTheCommitIntervalIsOver(@TempDir Path disk) {
    KafkaFixture kafka = KafkaFixture.shared();
    Topics names = kafka.createTopics(PARTITIONS);
    StreamsTuning tuning =
        new StreamsTuning(
            1,
            0,
            (short) -1,
            INTERVAL,
            1024 * 1024,
            new StreamsTuning.Patience(Duration.ofSeconds(6), INTERVAL.plusSeconds(8)));
    UUID lane = UUID.randomUUID();
    UUID item = UUID.randomUUID();
    try (LaneRig rig = new LaneRig(kafka.bootstrapServers(), names, PARTITIONS);
        ExecutorLoop executor = rig.executor();
        LaneHost host = rig.host(disk, LaneListener.NONE, tuning)) {
      rig.register(lane, 100);
      LaneRig.awaitReady(host);
      rig.request(lane, item, "express");
      assertThat(rig.ends(LIMIT)).containsExactly(item.toString());
      assertThat(executor.problem()).isEmpty();
    }
  }
}
