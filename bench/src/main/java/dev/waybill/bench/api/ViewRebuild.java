package dev.waybill.bench.api;

import dev.waybill.api.issuer.DevelopmentClient;
import dev.waybill.bench.frame.Bench;
import dev.waybill.bench.frame.Benchmark;
import dev.waybill.bench.frame.Comparison;
import dev.waybill.bench.frame.Contender;
import dev.waybill.bench.frame.Machine;
import dev.waybill.bench.frame.Measure;
import dev.waybill.bench.frame.Measure.Better;
import dev.waybill.bench.frame.Sample;
import dev.waybill.bench.operations.Cluster;
import dev.waybill.bench.operations.Cluster.TopicSet;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** {@code view-rebuild}: the view made anew from the topics, by an instance that has nothing. */
public final class ViewRebuild implements Benchmark {
  private static final int OPERATIONS = 300_000;
  private static final int QUICK_OPERATIONS = 2_000;
  private static final int CONNECTIONS = 1_000;
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private static final Measure RATE = new Measure("operations/s", Better.MORE, 0);
  private static final Measure RECORDS = new Measure("records/s", Better.MORE, 0);
  private static final Measure CPU = new Measure("CPU, µs/operation", Better.LESS, 0);
  private static final Measure DISK = new Measure("state folder, bytes/operation", Better.LESS, 0);
  private static final Measure CHANGELOG =
      new Measure("changelog, bytes/operation", Better.LESS, 0);

  @Override
  public String name() {
    return "view-rebuild";
  }

  @Override
  public String compares() {
    return "operations per second of the view made anew from its topics";
  }

  @Override
  public boolean isQuickEnoughForTests() {
    return false;
  }

  @Override
  public void run(Bench bench) throws InterruptedException {
    ViewLoad load =
        ViewLoad.upTo(
            bench.clock().instant(),
            bench.options().operations(OPERATIONS, QUICK_OPERATIONS),
            bench.options().connections(CONNECTIONS, CONNECTIONS / 10),
            DevelopmentClient.DEMO.partnerId());
    try (Cluster cluster = Cluster.start(bench.folder())) {
      bench.out().println("broker: " + Cluster.settings());
      new Comparison(
              "view-rebuild: %,d operations over %,d connections"
                  .formatted(load.operations(), load.connections()),
              List.of(new Rebuild(bench, cluster, load)),
              bench)
          .runAndTell();
    }
  }

  private record Rebuild(Bench bench, Cluster cluster, ViewLoad load) implements Contender {
    @Override
    public String name() {
      return "waybill";
    }

    @Override
    public String settings() {
      return "one instance; %d records of each operation; changelog written along"
          .formatted(ViewLoad.RECORDS_EACH);
    }

    @Override
    public Sample run(boolean warmUp) throws InterruptedException {
      try (TopicSet topics = cluster.newTopics()) {
        load.write(
            topics, count -> bench.progress().say("  %,d are on the topics".formatted(count)));
        return measured(topics, bench.clock());
      }
    }

    private Sample measured(TopicSet topics, InstantSource clock) throws InterruptedException {
      Duration before = Machine.cpuOfThisProcess();
      long began = System.nanoTime();
      try (ApiHost host = ApiHost.start(topics, clock).ready(LIMIT)) {
        double seconds = (System.nanoTime() - began) / 1e9;
        Duration used = Machine.cpuOfThisProcess().minus(before);
        bench.progress().say("  rebuilt, at " + host.address());
        return new Sample.Builder()
            .with(RATE, load.operations() / seconds)
            .with(RECORDS, load.operations() * ViewLoad.RECORDS_EACH / seconds)
            .with(CPU, used.toNanos() / 1e3 / load.operations())
            .with(DISK, (double) Footprint.ofFolder(ApiHost.data(topics)) / load.operations())
            .with(CHANGELOG, (double) Footprint.ofChangelog(topics) / load.operations())
            .build();
      }
    }
  }
}
