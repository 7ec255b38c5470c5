package dev.waybill.bench.operations;

import dev.waybill.bench.frame.Bench;
import dev.waybill.bench.frame.Benchmark;
import dev.waybill.bench.frame.Comparison;
import dev.waybill.bench.frame.Contender;
import dev.waybill.lane.host.StoreKind;
import dev.waybill.worker.WorkerSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code throughput}: from the first request on the topic to the last terminal event. */
public final class Throughput implements Benchmark {
  private static final int OPERATIONS = 1_000_000;
  private static final int QUICK_OPERATIONS = 500;
  private static final int CONNECTIONS = 1_000;
  private static final int QUICK_CONNECTIONS = 50;
  private static final int VEHICLES = 10;

  private static final int SLOTS = 4_096;
  private static final int OUTSTANDING = 512;

  /** Each commit writes a marker to every partition that it touched: fewer of them are cheaper. */
  private static final Duration COMMIT_INTERVAL = Duration.ofMillis(250);

  private static final int PEER_CONCURRENCY = 200;
  private static final int PEER_LINGER_MS = 5;

  @Override
  public String name() {
    return "throughput";
  }

  @Override
  public String compares() {
    return "operations per second from the first request to the last terminal event, no-op calls,"
        + " with Confluent Parallel Consumer doing consume, no-op, produce";
  }

  @Override
  public void run(Bench bench) throws InterruptedException {
    OperationLoad load =
        OperationLoad.spread(
            bench.options().connections(CONNECTIONS, QUICK_CONNECTIONS),
            VEHICLES,
            bench.clock().instant());
    int operations = bench.options().operations(OPERATIONS, QUICK_OPERATIONS);
    EngineSubject.Tuning tuning = new EngineSubject.Tuning(SLOTS, OUTSTANDING, COMMIT_INTERVAL);
    List<Subject> subjects = new ArrayList<>();
    subjects.add(new PeerSubject(PEER_CONCURRENCY, PEER_LINGER_MS));
    subjects.add(new WorkerSubject(bench.clock(), workerSettings()));
    subjects.add(new EngineSubject(bench.clock(), StoreKind.ROCKS_DB, tuning));
    if (!bench.options().quick()) {
      subjects.add(new EngineSubject(bench.clock(), StoreKind.IN_MEMORY, tuning));
    }
    try (Cluster cluster = Cluster.start(bench.folder())) {
      List<Contender> contenders = new ArrayList<>();
      for (Subject subject : subjects) {
        contenders.add(new FullSpeed(subject, cluster, load, operations, bench.progress()));
      }
      String title =
          "throughput: %,d operations over %,d connections"
              .formatted(operations, load.connections().size());
      bench.out().println("broker: " + BrokerProcess.settings());
      bench.out().println("load: " + load.describe());
      new Comparison(title, contenders, bench).runAndTell();
    }
  }

  private static Map<String, String> workerSettings() {
    return Map.of(
        WorkerSettings.SLOTS.key(), Integer.toString(SLOTS),
        WorkerSettings.OUTSTANDING.key(), Integer.toString(OUTSTANDING),
        WorkerSettings.COMMIT_INTERVAL.key(), COMMIT_INTERVAL.toMillis() + "ms");
  }
}
