package dev.waybill.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class EmbeddedBrokerIT {
  /**
   * The controller believes in the broker that was killed for as long as a session lasts; the
   * transaction times out within that time, and is found at once.
   */
  private static final Map<String, String> TIMED_OUT_WHILE_BELIEVED_IN =
      Map.of("broker.session.timeout.ms", "6000", BrokerSettings.ABORT_SCAN, "20");

  @TempDir Path folder;

  @Test
  void keepsRecordsTransactionsAndClusterIdOverARestart() throws Exception {
    String clusterId;
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
      clusterId = broker.clusterId();
      Records.createTopic(broker, "t");
      Records.produce(broker, "t", 0, 10);
      Records.produceInTransaction(broker, "t", "10");
    }
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
      assertThat(broker.clusterId()).isEqualTo(clusterId);
      Records.produceInTransaction(broker, "t", "11");
      assertThat(Records.read(broker, "t", 12)).isEqualTo(numbers(12));
      assertThat(broker.failure()).isNotDone();
    }
  }

  @Test
  void keepsWhatWasAcknowledgedAndEndsWhatWasOpenWhenTheProcessIsKilled() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                BrokerProcess.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String clusterId;
    try (BufferedReader output = process.inputReader()) {
      clusterId =
          output
              .lines()
              .filter(line -> line.startsWith("HOLDS "))
              .findFirst()
              .orElseThrow()
              .substring("HOLDS ".length());
      assertThatThrownBy(() -> EmbeddedBroker.start(folder, 0))
          .isInstanceOf(BrokerStartException.class)
          .hasMessage(
              "The data folder "
                  + folder
                  + " is in use by another broker;"
                  + " stop that one first.");
    } finally {
      process.destroyForcibly(); // SIGKILL
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
    try (EmbeddedBroker broker =
        EmbeddedBroker.start(folder, 0, EmbeddedBroker.START_LIMIT, TIMED_OUT_WHILE_BELIEVED_IN)) {
      assertThat(broker.clusterId()).isEqualTo(clusterId);
      Records.produce(broker, "t", 100, 101);
      assertThat(Records.read(broker, "t", 101)).isEqualTo(numbers(101));
    }
  }

  @Test
  void startsAgainInTheSameFolderAfterAFailedStart() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> EmbeddedBroker.start(folder, taken.getLocalPort()))
          .isInstanceOf(BrokerStartException.class)
          .hasMessageStartingWith("Kafka's port 127.0.0.1:" + taken.getLocalPort())
          .hasMessageEndingWith("stop what uses it or choose another port.");
    }
    assertThatThrownBy(() -> EmbeddedBroker.start(folder, 0, Duration.ofMillis(1), Map.of()))
        .isInstanceOf(BrokerStartException.class)
        .hasMessageContaining("did not start");
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
      Records.createTopic(broker, "t");
      Records.produce(broker, "t", 0, 1);
      assertThat(Records.read(broker, "t", 1)).containsExactly("0");
    }
  }

  @Test
  void refusesAFolderThatIsAFile() throws Exception {
    Path file = Files.writeString(folder.resolve("data"), "x");
    assertThatThrownBy(() -> EmbeddedBroker.start(file, 0))
        .isInstanceOf(BrokerStartException.class)
        .hasMessage(file + " is a file, and a data folder is needed there.");
    assertThatThrownBy(() -> EmbeddedBroker.start(file.resolve("below"), 0))
        .isInstanceOf(BrokerStartException.class)
        .hasMessageContaining("cannot be written");
  }

  @Test
  void refusesTheFolderOfAnotherBroker() throws Exception {
    Files.writeString(
        folder.resolve("meta.properties"),
        "version=1\nnode.id=7\ncluster.id=abc\ndirectory.id=ZbZnkJ9cQ7WbRv1UzbNn1g\n");
    assertThatThrownBy(() -> EmbeddedBroker.start(folder, 0))
        .isInstanceOf(BrokerStartException.class)
        .hasMessageContaining("is not one of this broker")
        .hasMessageEndingWith("name another folder.");
  }

  @Test
  void refusesKafkaDataThatLostItsIdentity() throws Exception {
    Files.createDirectory(folder.resolve("__cluster_metadata-0"));
    assertThatThrownBy(() -> EmbeddedBroker.start(folder, 0))
        .isInstanceOf(BrokerStartException.class)
        .hasMessageContaining("holds Kafka data but no meta.properties");
  }

  private static List<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(String::valueOf).toList();
  }
}
