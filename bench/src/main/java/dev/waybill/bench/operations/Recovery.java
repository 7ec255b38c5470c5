package dev.waybill.bench.operations;

import dev.waybill.bench.frame.Bench;
import dev.waybill.bench.frame.Benchmark;
import dev.waybill.bench.frame.MeasurementException;
import dev.waybill.bench.frame.Sample;
import dev.waybill.bench.frame.Table;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * {@code recovery}: {@code kill -9} of scheduler, executor and broker with 100,000 waiting.
 *
 * <p>Its small form is no part of {@code mvn verify}: four processes that start, and are seen to
 * recover from three kills and three restorations, take minutes with however few operations.
 */
public final class Recovery implements Benchmark {
  private static final int WAITING = 100_000;
  private static final int QUICK_WAITING = 3_000;
  private static final int LANES = 100;
  private static final int VEHICLES = 10;
  private static final String STANDBYS = "WAYBILL_WORKER_STANDBYS";

  @Override
  public String name() {
    return "recovery";
  }

  @Override
  public boolean isQuickEnoughForTests() {
    return false;
  }

  @Override
  public String compares() {
    return "seconds until the pace is normal again after kill -9 of scheduler, executor and broker,"
        + " with fast settings and with the defaults; seconds of restoration";
  }

  @Override
  public void run(Bench bench) throws InterruptedException {
    int waiting = bench.options().operations(WAITING, QUICK_WAITING);
    int lanes = bench.options().connections(LANES, LANES);
    OperationLoad load = OperationLoad.spread(lanes, VEHICLES, bench.clock().instant());
    List<Disaster> disasters =
        List.of(
            new Disaster("fast-settings", fast(), Duration.ofSeconds(3), 3),
            new Disaster("default-settings", Map.of(), Duration.ofSeconds(30), 1));
    SequencedMap<String, List<Sample>> samples = new LinkedHashMap<>();
    bench.out().println("broker: " + BrokerProcess.settings());
    for (Disaster one : disasters) {
      String only = bench.options().only();
      if (only == null || Set.of(only.split(",")).contains(one.name())) {
        int rounds = bench.options().rounds() == null ? one.rounds() : bench.options().rounds();
        try (Cluster cluster = Cluster.start(bench.folder().resolve(one.name()))) {
          Ordeal ordeal = new Ordeal(cluster, load, waiting, bench.progress());
          samples.put(one.name(), ordeal.undergo(one, rounds));
        }
      }
    }
    if (samples.isEmpty()) {
      throw new MeasurementException("there are fast-settings and default-settings");
    }
    bench.out().println();
    bench.out().println("## recovery: %,d waiting on %,d lanes".formatted(waiting, lanes));
    bench.out().println();
    disasters.forEach(one -> bench.out().println("- " + one.describe()));
    bench.out().println();
    bench.out().print(Table.of(samples));
    bench.out().flush();
  }

  private static Map<String, String> fast() {
    return Map.of(
        "WAYBILL_WORKER_SESSION_TIMEOUT",
        "6s",
        "WAYBILL_WORKER_TRANSACTION_TIMEOUT",
        "3s",
        STANDBYS,
        "1",
        "WAYBILL_KAFKA_SESSION_TIMEOUT_MS",
        "6000",
        "WAYBILL_KAFKA_HEARTBEAT_INTERVAL_MS",
        "1500");
  }

  /**
   * With which settings it happens.
   *
   * @param settings environment of the workers
   * @param callTimeout of the connections
   * @param rounds unless asked otherwise
   */
  record Disaster(String name, Map<String, String> settings, Duration callTimeout, int rounds) {
    boolean hasStandby() {
      return settings.containsKey(STANDBYS);
    }

    String describe() {
      return ("%s: two schedulers, one executor, one broker (abort scan 1 s), each a process; the"
              + " killed one is started again at once; one call a second of each lane, %d ms each,"
              + " call deadline %d s; %s")
          .formatted(
              name,
              WorkerFleet.CALL.toMillis(),
              callTimeout.toSeconds(),
              settings.isEmpty() ? "no setting changed" : settings.toString());
    }
  }
}
