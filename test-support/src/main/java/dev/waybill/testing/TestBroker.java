package dev.waybill.testing;

import dev.waybill.broker.EmbeddedBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.AppInfoParser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A running broker of one of the two kinds.
 *
 * @param kind {@code embedded} or {@code container}
 * @param bootstrapServers the address for clients
 * @param stop ends the broker and removes what it kept
 */
record TestBroker(String kind, String bootstrapServers, Runnable stop) implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TestBroker.class);

  /** The image of the very version that the clients have. */
  static final String IMAGE = "apache/kafka:" + AppInfoParser.getVersion();

  /** Where no registry is in reach, Testcontainers tries for minutes to pull its own helper. */
  private static final Duration CONTAINER_LIMIT = Duration.ofSeconds(100);

  static TestBroker start(String choice) {
    return switch (choice) {
      case "embedded" -> embedded();
      case "container" -> container();
      case "auto" -> automatic();
      default ->
          throw new IllegalArgumentException(
              KafkaFixture.CHOICE + " must be auto, embedded or container, not " + choice);
    };
  }

  @Override
  public void close() {
    stop.run();
  }

  private static TestBroker automatic() {
    if (!engineIsLikely()) {
      return embedded();
    }
    try {
      return CompletableFuture.supplyAsync(TestBroker::container)
          .get(CONTAINER_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.atWarn()
          .addKeyValue("image", IMAGE)
          .addKeyValue("cause", String.valueOf(e.getMessage()))
          .log("No Kafka container could be had; tests use the embedded broker");
      return embedded();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the test broker was started", e);
    }
  }

  /** A look at the usual places: Testcontainers' own search takes seconds to say no. */
  private static boolean engineIsLikely() {
    return System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
  }

  private static TestBroker container() {
    // Like the embedded broker's settings, as far as a test can notice them.
    KafkaContainer kafka =
        new KafkaContainer(DockerImageName.parse(IMAGE))
            .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
            .withEnv("KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "3")
            .withEnv("KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS", "3")
            .withEnv("KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS", "1000")
            .withEnv("KAFKA_TRANSACTION_ABORT_TIMED_OUT_TRANSACTION_CLEANUP_INTERVAL_MS", "1000");
    kafka.start();
    return new TestBroker("container", kafka.getBootstrapServers(), kafka::stop);
  }

  private static TestBroker embedded() {
    try {
      Path folder = Files.createTempDirectory("waybill-test-broker");
      EmbeddedBroker broker = EmbeddedBroker.start(folder, 0);
      return new TestBroker(
          "embedded",
          broker.bootstrapServers(),
          () -> {
            broker.close();
            delete(folder);
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> found = Files.walk(folder)) {
      List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      log.warn("A temporary folder is left: {} ({})", folder, e.getMessage());
    }
  }
}
