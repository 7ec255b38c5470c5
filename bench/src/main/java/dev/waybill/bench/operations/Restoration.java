package dev.waybill.bench.operations;

import dev.waybill.bench.frame.Bench;
import dev.waybill.bench.frame.Measure;
import dev.waybill.bench.frame.Measure.Better;
import dev.waybill.bench.frame.Sample;
import dev.waybill.bench.operations.Cluster.TopicSet;
import dev.waybill.bench.operations.Recovery.Disaster;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** How long it takes until all lanes are in the hands of one scheduler, and what that hangs on. */
final class Restoration {
  private static final Measure RECORDS = new Measure("records of changelog", Better.NEITHER, 0);
  private static final Measure CLEAN =
      new Measure("start of the only scheduler after a clean stop, s", Better.LESS, 1);
  private static final Measure LOST =
      new Measure("the same after kill -9, its state lost, s", Better.LESS, 1);
  private static final Measure PER_MILLION =
      new Measure("restoration, s per million records", Better.LESS, 1);
  private static final Measure STANDBY =
      new Measure("kill -9 with a standby until it has all lanes, s", Better.LESS, 1);

  /** Longer than any session and transaction here. */
  private static final Duration FORGOTTEN = Duration.ofSeconds(15);

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final double MILLION = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;

  private final Cluster cluster;
  private final TopicSet topics;
  private final WorkerFleet fleet;
  private final Bench.Progress progress;

  Restoration(Cluster cluster, TopicSet topics, WorkerFleet fleet, Bench.Progress progress) {
    this.cluster = cluster;
    this.topics = topics;
    this.fleet = fleet;
    this.progress = progress;
  }

  Sample.Builder measure(Disaster disaster) throws InterruptedException {
    fleet.stop(WorkerFleet.SECOND);
    fleet.stop(WorkerFleet.FIRST);
    start(); // With standbys it has all, else it has to restore the other's half.
    fleet.stop(WorkerFleet.FIRST);
    double clean = start();
    fleet.kill(WorkerFleet.FIRST);
    fleet.loseState(WorkerFleet.FIRST);
    TimeUnit.MILLISECONDS.sleep(FORGOTTEN.toMillis());
    long records = records();
    double lost = start();
    Sample.Builder sample =
        new Sample.Builder()
            .with(RECORDS, (double) records)
            .with(CLEAN, clean)
            .with(LOST, lost)
            .with(PER_MILLION, (lost - clean) / records * MILLION);
    progress.say(
        String.format(
            Locale.ROOT,
            "started after a clean stop within %.1f s, with %,d records to restore within %.1f s",
            clean,
            records,
            lost));
    if (disaster.hasStandby()) {
      sample.with(STANDBY, fromStandby(lost));
    }
    return sample;
  }

  /** Starts the first scheduler alone; seconds until it has all partitions. */
  private double start() throws InterruptedException {
    long began = System.nanoTime();
    fleet.launch(WorkerFleet.FIRST);
    return untilAllTaken(WorkerFleet.FIRST, began);
  }

  private double fromStandby(double restoration) throws InterruptedException {
    fleet.launch(WorkerFleet.SECOND);
    fleet.awaitReady(WorkerFleet.SECOND);
    // It reads what the other one has just read, beside its work.
    TimeUnit.MILLISECONDS.sleep(FORGOTTEN.toMillis() + (long) (2_000 * restoration));
    long began = System.nanoTime();
    fleet.kill(WorkerFleet.FIRST);
    return untilAllTaken(WorkerFleet.SECOND, began);
  }

  private double untilAllTaken(String name, long began) throws InterruptedException {
    Waiting.until(
        name + " has all partitions", PATIENCE, () -> fleet.takenOver(name) >= Cluster.PARTITIONS);
    return (System.nanoTime() - began) / NANOS_PER_SECOND;
  }

  /** What there is to be read, with what later records have replaced and no cleaner has removed. */
  private long records() {
    try (Consumer<byte[], byte[]> consumer = cluster.clients().consumer(null, Map.of())) {
      List<TopicPartition> changelogs =
          consumer.listTopics().entrySet().stream()
              .filter(topic -> topic.getKey().startsWith(topics.names().prefix()))
              .filter(topic -> topic.getKey().endsWith("-changelog"))
              .flatMap(topic -> topic.getValue().stream())
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      return sum(consumer.endOffsets(changelogs)) - sum(consumer.beginningOffsets(changelogs));
    }
  }

  private static long sum(Map<TopicPartition, Long> offsets) {
    return offsets.values().stream().mapToLong(Long::longValue).sum();
  }
}
