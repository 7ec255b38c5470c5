package dev.waybill.bench.operations;

import dev.waybill.bench.frame.Bench;
import dev.waybill.bench.frame.Benchmark;
import dev.waybill.bench.frame.Comparison;
import dev.waybill.bench.operations.AtRate.Pace;
import dev.waybill.worker.WorkerSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code latency}: how long an operation takes when there is little to do. */
public final class Latency implements Benchmark {
  private static final int OPERATIONS = 6_000;
  private static final int QUICK_OPERATIONS = 300;
  private static final int PER_SECOND = 300;
  private static final int CONNECTIONS = 1_000;
  private static final int QUICK_CONNECTIONS = 50;
  private static final int VEHICLES = 10;
  private static final int PEER_CONCURRENCY = 100;
  private static final String SHORT_COMMIT = "10ms";

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public String compares() {
    return "from the request to the call and to the event at "
        + PER_SECOND
        + " operations/s, with"
        + " Confluent Parallel Consumer";
  }

  @Override
  public void run(Bench bench) throws InterruptedException {
    OperationLoad load =
        OperationLoad.spread(
            bench.options().connections(CONNECTIONS, QUICK_CONNECTIONS),
            VEHICLES,
            bench.clock().instant());
    Pace pace = new Pace(bench.options().operations(OPERATIONS, QUICK_OPERATIONS), PER_SECOND, 0);
    try (Cluster cluster = Cluster.start(bench.folder())) {
      List<AtRate> contenders = new ArrayList<>();
      Subject peer = new PeerSubject(PEER_CONCURRENCY, 0);
      Subject worker = new WorkerSubject(bench.clock(), Map.of());
      if (bench.options().quick()) {
        contenders.add(new AtRate(worker.name(), worker, cluster, load, pace));
      } else {
        contenders.add(new AtRate(peer.name(), peer, cluster, load, pace));
        contenders.add(new AtRate(worker.name(), worker, cluster, load, pace));
        Subject hasty =
            new WorkerSubject(
                bench.clock(), Map.of(WorkerSettings.COMMIT_INTERVAL.key(), SHORT_COMMIT));
        contenders.add(new AtRate("waybill-commit-" + SHORT_COMMIT, hasty, cluster, load, pace));
      }
      bench.out().println("broker: " + BrokerProcess.settings());
      bench.out().println("load: " + load.describe());
      new Comparison(
              "latency: %,d operations at %,d/s".formatted(pace.operations(), pace.perSecond()),
              contenders,
              bench)
          .runAndTell();
    }
  }
}
