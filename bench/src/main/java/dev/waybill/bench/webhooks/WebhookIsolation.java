package dev.waybill.bench.webhooks;

import dev.waybill.bench.frame.Bench;
import dev.waybill.bench.frame.Benchmark;
import dev.waybill.bench.frame.Comparison;
import dev.waybill.bench.frame.Contender;
import dev.waybill.bench.operations.Cluster;
import dev.waybill.schemas.WebhookEndpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code webhook-isolation}: what endpoints that hang, or are dead, cost those that are well; and
 * what they cost where all share one pool.
 */
public final class WebhookIsolation implements Benchmark {
  private static final int SAMPLES = 20_000;
  private static final int QUICK_SAMPLES = 400;
  private static final int PER_SECOND = 400;
  private static final int ENDPOINTS = 100;
  private static final int TIMES_TRAFFIC = 10;
  private static final int RECEIVER_DELAY_MS = 1;
  private static final long TIMEOUT_MS = 5_000;

  private record Pool(int slots, int timeoutSeconds) {}

  private static final List<Pool> POOLS =
      List.of(new Pool(500, 30), new Pool(100, 10), new Pool(1, 5));

  @Override
  public String name() {
    return "webhook-isolation";
  }

  @Override
  public String compares() {
    return "endpoints that are well, beside one that hangs under ten times their traffic, and"
        + " beside as many dead ones; and models of senders with one pool for all";
  }

  @Override
  public boolean isQuickEnoughForTests() {
    return false;
  }

  @Override
  public void run(Bench bench) throws InterruptedException {
    int samples = bench.options().operations(SAMPLES, QUICK_SAMPLES);
    int endpoints = bench.options().connections(ENDPOINTS, ENDPOINTS);
    HookLoad alone = HookLoad.well(endpoints - 1);
    HookLoad hanging = HookLoad.beside(endpoints - 1, HookLoad.Kind.HANGING, 1, TIMES_TRAFFIC);
    HookLoad dead = HookLoad.beside(endpoints / 2, HookLoad.Kind.DEAD, endpoints / 2, 1);
    try (Cluster cluster = Cluster.start(bench.folder())) {
      PacedSend.Target emitter =
          PacedSend.byTopic(
              new EmitterDeliverer(
                  bench.clock(), WebhookEndpoint.DEFAULT_LIMITS, TIMEOUT_MS, Map.of()),
              cluster);
      PacedSend.Pace pace = new PacedSend.Pace(samples, PER_SECOND, RECEIVER_DELAY_MS);
      bench.out().println("broker: " + Cluster.settings());
      bench.out().println("receivers: one thread of this process, answers after 1 ms");
      new Comparison(
              "webhook-isolation: %,d events at %d/s for those that are well of %d endpoints"
                  .formatted(samples, PER_SECOND, endpoints),
              List.of(
                  new PacedSend("waybill-alone", emitter, alone, pace, bench.clock()),
                  new PacedSend("waybill-beside-hanging", emitter, hanging, pace, bench.clock()),
                  new PacedSend("waybill-beside-dead", emitter, dead, pace, bench.clock())),
              bench)
          .runAndTell();
    }
    models(bench, samples, alone, hanging);
  }

  /** Once each is enough: they fall over, or they do not. */
  private static void models(Bench bench, int samples, HookLoad alone, HookLoad hanging)
      throws InterruptedException {
    if (bench.options().only() != null) {
      return;
    }
    for (Pool pool : POOLS) {
      PacedSend.Target target =
          PacedSend.byPool(pool.slots(), Duration.ofSeconds(pool.timeoutSeconds()));
      PacedSend.Pace pace = new PacedSend.Pace(samples, PER_SECOND, RECEIVER_DELAY_MS);
      String name = "model-%d-slots-%d-s".formatted(pool.slots(), pool.timeoutSeconds());
      List<Contender> contenders = new ArrayList<>();
      contenders.add(new PacedSend(name + "-alone", target, alone, pace, bench.clock()));
      contenders.add(new PacedSend(name + "-beside-hanging", target, hanging, pace, bench.clock()));
      new Comparison("webhook-isolation: MODEL, " + target.settings(), contenders, bench)
          .inRounds(1)
          .runAndTell();
    }
  }
}
