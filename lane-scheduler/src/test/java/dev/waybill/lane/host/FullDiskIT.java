package dev.waybill.lane.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.waybill.lane.execution.ExecutorLoop;
import dev.waybill.testing.KafkaFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk of the state folder runs full, and is given room later. Needs the right to mount. */
class FullDiskIT {
  private static final int ITEMS = 300;
  private static final int ITEM_CHARS = 100_000;
  private static final long SEED = 11;

  private final KafkaFixture kafka = KafkaFixture.shared();
  private final LaneRig rig = new LaneRig(kafka.bootstrapServers(), kafka.createTopics(1), 1);
  private final Random random = new Random(SEED);
  private final UUID lane = UUID.randomUUID();

  @TempDir Path disk;

  @BeforeEach
  void mountASmallDisk() throws Exception {
    boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk.toString());
    assumeThat(mounted).as("this machine lets the test mount a small disk").isTrue();
  }

  @AfterEach
  void unmount() throws Exception {
    rig.close();
    run("umount", "-l", disk.toString());
  }

  @Test
  void isSaidAndWorkGoesOnOnceThereIsRoom() throws Exception {
    rig.register(lane, 1);
    try (ExecutorLoop executor = rig.executor();
        LaneHost host = rig.host(disk.resolve("state"))) {
      LaneRig.awaitReady(host);
      for (int i = 0; i < ITEMS; i++) {
        rig.request(lane, UUID.randomUUID(), noise());
      }
      await()
          .atMost(LaneRig.LIMIT)
          .untilAsserted(() ->
              assertThat(host.problem())
                  .hasValueSatisfying(
                      problem -> assertThat(problem).contains("No space left on device")));

      assertThat(run("mount", "-o", "remount,size=1g", disk.toString())).isTrue();
      rig.register(lane, 1000);
      assertThat(rig.ends(Duration.ofSeconds(120))).containsExactlyInAnyOrderElementsOf(rig.sent());
      assertThat(executor.problem()).isEmpty();
    }
  }

  /** Text that cannot be compressed much, so that it takes its room. */
  private String noise() {
    return random
        .ints(ITEM_CHARS, 'A', 'z')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    if (!Files.exists(Path.of("/bin/mount"))) {
      return false;
    }
    Process process =
        new ProcessBuilder(List.of(command))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
  }
}
