package dev.waybill.bench.api;

import dev.waybill.bench.frame.MeasurementException;
import dev.waybill.bench.operations.Cluster.TopicSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Node;

/** What the view takes up. */
final class Footprint {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";

  private Footprint() {}

  /** Bytes of all files in a folder; those that go meanwhile do not count. */
  static long ofFolder(Path folder) {
    try (Stream<Path> found = Files.walk(folder)) {
      return found.filter(Files::isRegularFile).mapToLong(Footprint::size).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes of the view's changelog in the broker. */
  static long ofChangelog(TopicSet topics) throws InterruptedException {
    try (Admin admin = topics.cluster().clients().admin()) {
      List<Integer> brokers =
          admin.describeCluster().nodes().get(30, TimeUnit.SECONDS).stream().map(Node::id).toList();
      return admin
          .describeLogDirs(brokers)
          .allDescriptions()
          .get(30, TimeUnit.SECONDS)
          .values()
          .stream()
          .flatMap(folders -> folders.values().stream())
          .flatMap(folder -> folder.replicaInfos().entrySet().stream())
          .filter(replica -> replica.getKey().topic().startsWith(topics.names().prefix()))
          .filter(replica -> replica.getKey().topic().endsWith("-changelog"))
          .mapToLong(replica -> replica.getValue().size())
          .sum();
    } catch (ExecutionException | TimeoutException e) {
      throw new MeasurementException("the broker does not tell how large its logs are", e);
    }
  }

  /** Bytes of heap in use after a collection. */
  static long ofHeap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** Bytes of memory of this process, everything; 0 where the system does not tell. */
  static long ofProcess() {
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
              .filter(line -> line.startsWith(RESIDENT))
              .map(line -> line.replaceAll("[^0-9]", ""))
              .mapToLong(Long::parseLong)
              .findFirst()
              .orElse(0)
          * 1024;
    } catch (IOException e) {
      return 0;
    }
  }
}
