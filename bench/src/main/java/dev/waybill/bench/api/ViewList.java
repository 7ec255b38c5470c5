package dev.waybill.bench.api;

import dev.waybill.api.issuer.DevelopmentClient;
import dev.waybill.bench.frame.Bench;
import dev.waybill.bench.frame.Benchmark;
import dev.waybill.bench.frame.Comparison;
import dev.waybill.bench.operations.Cluster;
import dev.waybill.bench.operations.Cluster.TopicSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code view-list}: pages of 300 from the operations of one partner, by every filter. */
public final class ViewList implements Benchmark {
  private static final int OPERATIONS = 1_000_000;
  private static final int QUICK_OPERATIONS = 4_000;
  private static final int CONNECTIONS = 1_000;
  private static final Duration LIMIT = Duration.ofMinutes(20);

  @Override
  public String name() {
    return "view-list";
  }

  @Override
  public String compares() {
    return "how long a page of 300 takes, by every filter, among all operations of one partner";
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
    try (Cluster cluster = Cluster.start(bench.folder());
        TopicSet topics = cluster.newTopics()) {
      bench.out().println("broker: " + Cluster.settings());
      load.write(topics, count -> bench.progress().say("  %,d are on the topics".formatted(count)));
      long heapBefore = Footprint.ofHeap();
      long began = System.nanoTime();
      try (ApiHost host = ApiHost.start(topics, bench.clock()).ready(LIMIT)) {
        tellFootprint(bench, load, topics, heapBefore, System.nanoTime() - began);
        List<Pages> filters = new ArrayList<>();
        String token = host.token();
        filters(load)
            .forEach(filter -> filters.add(new Pages(bench, host.address(), token, filter)));
        new Comparison(
                "view-list: pages of %d of %,d operations over %,d connections"
                    .formatted(Pages.SIZE, load.operations(), load.connections()),
                filters,
                bench)
            .runAndTell();
      }
    }
  }

  private static void tellFootprint(
      Bench bench, ViewLoad load, TopicSet topics, long heapBefore, long nanos)
      throws InterruptedException {
    double each = load.operations();
    bench
        .out()
        .printf(
            "filled at %,.0f operations/s; state folder %,.0f, changelog %,.0f bytes/operation;"
                + " heap %,d MiB more than before, the process %,d MiB in all%n",
            each / (nanos / 1e9),
            Footprint.ofFolder(ApiHost.data(topics)) / each,
            Footprint.ofChangelog(topics) / each,
            (Footprint.ofHeap() - heapBefore) >> 20,
            Footprint.ofProcess() >> 20);
  }

  /** A filter of the contract, and what it is told as. */
  record Filter(String name, String query) {}

  private static List<Filter> filters(ViewLoad load) {
    int some = load.operations() / 3;
    String resource = "resource=" + load.resource(some).wireName();
    return List.of(
        new Filter("none", ""),
        new Filter("ascending", "sort_order=asc"),
        new Filter("resource", resource),
        new Filter("operation", "operation=update"),
        new Filter("connection_id", "connection_id=" + load.connection(some)),
        new Filter("status-most", "status=success"),
        new Filter("status-1-in-100", "status=failed"),
        new Filter("status-none", "status=pending"),
        new Filter("source_name", "source_name=simulator"),
        new Filter("source_name-1-in-1000", "source_name=rare-tsp"),
        new Filter("fleet_refs-1-in-1000", "fleet_refs=rare-fleet&fleet_refs=other"),
        new Filter("resource_id", "resource_id=" + load.resourceId(some)),
        new Filter("source_id", resource + "&source_id=" + ViewLoad.sourceId(some)),
        new Filter(
            "window", "from_datetime=" + load.at(some) + "&to_datetime=" + load.at(2 * some)));
  }
}
