package dev.waybill.bench.operations;

import dev.waybill.bench.frame.Bench;
import dev.waybill.bench.frame.Benchmark;
import dev.waybill.bench.frame.Comparison;
import dev.waybill.bench.operations.AtRate.Pace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code noisy-neighbour}: what a backlog of one connection costs others in its partition. */
public final class NoisyNeighbour implements Benchmark {
  private static final int SAMPLES = 20_000;
  private static final int QUICK_SAMPLES = 300;
  private static final int PER_SECOND = 400;
  private static final int CONNECTIONS = 50;
  private static final int VEHICLES = 10;
  private static final int NOISE = 100_000;
  private static final int QUICK_NOISE = 500;
  private static final int PEER_CONCURRENCY = 100;

  @Override
  public String name() {
    return "noisy-neighbour";
  }

  @Override
  public String compares() {
    return "quiet connections with and without a throttled backlog in their partition, and the same"
        + " of Confluent Parallel Consumer";
  }

  @Override
  public void run(Bench bench) throws InterruptedException {
    int connections = bench.options().connections(CONNECTIONS, CONNECTIONS);
    OperationLoad alone =
        OperationLoad.together(connections, VEHICLES, false, bench.clock().instant());
    OperationLoad noisy =
        OperationLoad.together(connections, VEHICLES, true, bench.clock().instant());
    Pace pace =
        new Pace(
            bench.options().operations(SAMPLES, QUICK_SAMPLES),
            PER_SECOND,
            bench.options().quick() ? QUICK_NOISE : NOISE);
    Subject worker = new WorkerSubject(bench.clock(), Map.of());
    Subject peer = new PeerSubject(PEER_CONCURRENCY, 0);
    try (Cluster cluster = Cluster.start(bench.folder())) {
      List<AtRate> contenders = new ArrayList<>();
      if (bench.options().quick()) {
        contenders.add(new AtRate("waybill-with-noise", worker, cluster, noisy, pace));
      } else {
        contenders.add(new AtRate("waybill-alone", worker, cluster, alone, pace));
        contenders.add(new AtRate("waybill-with-noise", worker, cluster, noisy, pace));
        contenders.add(new AtRate("peer-alone", peer, cluster, alone, pace));
        contenders.add(new AtRate("peer-with-noise", peer, cluster, noisy, pace));
      }
      bench.out().println("broker: " + BrokerProcess.settings());
      bench.out().println("quiet load: " + alone.describe());
      String title =
          "noisy-neighbour: %,d operations at %,d/s, %,d waiting on a connection of %d/s beside them"
              .formatted(
                  pace.operations(), pace.perSecond(), pace.noise(), OperationLoad.NOISY_RATE);
      new Comparison(title, contenders, bench).runAndTell();
    }
  }
}
