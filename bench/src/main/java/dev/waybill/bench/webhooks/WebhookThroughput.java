package dev.waybill.bench.webhooks;

import dev.waybill.bench.frame.Bench;
import dev.waybill.bench.frame.Benchmark;
import dev.waybill.bench.frame.Comparison;
import dev.waybill.bench.frame.Contender;
import dev.waybill.bench.frame.Sample;
import dev.waybill.bench.frame.Spread;
import dev.waybill.bench.operations.Cluster;
import dev.waybill.emitter.EmitterSettings;
import dev.waybill.schemas.ConnectionLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/** {@code webhook-throughput}: from the first event on the topic to the last receiver. */
public final class WebhookThroughput implements Benchmark {
  private static final int EVENTS = 60_000;
  private static final int QUICK_EVENTS = 500;
  private static final int ENDPOINTS = 100;
  private static final int QUICK_ENDPOINTS = 10;
  private static final int RECEIVER_DELAY_MS = 10;
  private static final int CONCURRENCY = 1_024;
  private static final int PACED_SECONDS = 20;

  private static final ConnectionLimits WIDE = new ConnectionLimits(100_000, 100_000, 100);

  private static final Map<String, String> TUNING =
      Map.of(
          EmitterSettings.SLOTS.key(), Integer.toString(CONCURRENCY),
          EmitterSettings.OUTSTANDING.key(), "512",
          EmitterSettings.COMMIT_INTERVAL.key(), "100ms");

  @Override
  public String name() {
    return "webhook-throughput";
  }

  @Override
  public String compares() {
    return "webhooks per second from the first event to the last receiver, and latency at half of"
        + " that, with Confluent Parallel Consumer and its Vert.x client";
  }

  @Override
  public boolean isQuickEnoughForTests() {
    return false;
  }

  @Override
  public void run(Bench bench) throws InterruptedException {
    HookLoad load = HookLoad.well(bench.options().connections(ENDPOINTS, QUICK_ENDPOINTS));
    int events = bench.options().operations(EVENTS, QUICK_EVENTS);
    List<Deliverer> deliverers =
        List.of(
            new VertxDeliverer(CONCURRENCY),
            new EmitterDeliverer(bench.clock(), WIDE, 15_000, TUNING));
    try (Cluster cluster = Cluster.start(bench.folder())) {
      bench.out().println("broker: " + Cluster.settings());
      bench
          .out()
          .println(
              "receivers: one thread of this process, answers after %d ms; events of about 600 bytes"
                  .formatted(RECEIVER_DELAY_MS));
      List<Contender> full = new ArrayList<>();
      for (Deliverer deliverer : deliverers) {
        full.add(
            new FullSend(
                deliverer,
                cluster,
                load,
                new FullSend.Size(events, RECEIVER_DELAY_MS),
                bench.clock(),
                bench.progress()));
      }
      String title =
          "webhook-throughput: %,d events for %d endpoints".formatted(events, load.kinds().size());
      SequencedMap<String, List<Sample>> ceilings = new Comparison(title, full, bench).runAndTell();
      List<Contender> paced = new ArrayList<>();
      for (Deliverer deliverer : deliverers) {
        if (ceilings.containsKey(deliverer.name())) {
          paced.add(atHalf(bench, cluster, load, deliverer, ceiling(ceilings, deliverer)));
        }
      }
      new Comparison("webhook-throughput: each at half of its ceiling", paced, bench).runAndTell();
    }
  }

  private static double ceiling(SequencedMap<String, List<Sample>> ceilings, Deliverer deliverer) {
    List<Sample> samples = Objects.requireNonNull(ceilings.get(deliverer.name()));
    return Objects.requireNonNull(Spread.of(samples, FullSend.RATE)).median();
  }

  private static Contender atHalf(
      Bench bench, Cluster cluster, HookLoad load, Deliverer deliverer, double ceiling) {
    double rate = ceiling / 2;
    int seconds = bench.options().quick() ? 2 : PACED_SECONDS;
    return new PacedSend(
        "%s at %,.0f/s".formatted(deliverer.name(), rate),
        PacedSend.byTopic(deliverer, cluster),
        load,
        new PacedSend.Pace(
            Math.max(load.kinds().size(), (int) (rate * seconds)), rate, RECEIVER_DELAY_MS),
        bench.clock());
  }
}
