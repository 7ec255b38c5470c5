package dev.waybill.lane.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waybill.lane.execution.ExecutorLoop;
import dev.waybill.testing.KafkaFixture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scheduler that dies at each record. */
class CrashLoopIT {
  private final KafkaFixture kafka = KafkaFixture.shared();
  private final LaneRig rig = new LaneRig(kafka.bootstrapServers(), kafka.createTopics(1), 1);
  private final UUID lane = UUID.randomUUID();
  private final AtomicBoolean broken = new AtomicBoolean(true);
  private final AtomicInteger crashes = new AtomicInteger();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void startsAgainAtLongerAndLongerIntervalsAndSaysWhyUntilItCanGoOn(@TempDir Path disk) {
    rig.register(lane, 1000);
    try (ExecutorLoop executor = rig.executor();
        LaneHost host = rig.host(disk, new Crashing())) {
      rig.request(lane, 3);
      await().atMost(LaneRig.LIMIT).until(() -> host.deathsInRow() >= Restarts.MANY);
      assertThat(host.problem())
          .hasValueSatisfying(problem -> assertThat(problem).contains("IllegalStateException"));

      broken.set(false);
      assertThat(rig.ends(LaneRig.LIMIT)).containsExactlyInAnyOrderElementsOf(rig.sent());
      assertThat(host.problem())
          .as("it has to prove first that it lives")
          .hasValueSatisfying(problem -> assertThat(problem).contains("runs again", "in a row"));
      assertThat(crashes).hasValueLessThan(10);
      assertThat(executor.problem()).isEmpty();
    }
  }

  @Test
  void aStopDoesNotWaitForTheNextStart(@TempDir Path disk) {
    rig.register(lane, 1000);
    LaneHost host = rig.host(disk, new Crashing());
    rig.request(lane, 1);
    await().atMost(LaneRig.LIMIT).until(() -> host.deathsInRow() >= 2);
    long begun = System.nanoTime();
    host.close();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
  }

  /** Told on the stream thread of each new item, which it fails at for as long as it is broken. */
  private final class Crashing implements LaneListener {
    @Override
    public void accepted() {
      if (broken.get()) {
        crashes.incrementAndGet();
        throw new IllegalStateException("broken on purpose");
      }
    }
  }
}
