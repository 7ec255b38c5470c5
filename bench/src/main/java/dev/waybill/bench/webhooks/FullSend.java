package dev.waybill.bench.webhooks;

import dev.waybill.bench.frame.Bench.Progress;
import dev.waybill.bench.frame.Contender;
import dev.waybill.bench.frame.Machine;
import dev.waybill.bench.frame.Measure;
import dev.waybill.bench.frame.Measure.Better;
import dev.waybill.bench.frame.MeasurementException;
import dev.waybill.bench.frame.Sample;
import dev.waybill.bench.operations.Cluster;
import dev.waybill.bench.operations.Cluster.TopicSet;
import dev.waybill.bench.operations.LoadProducer;
import java.time.Duration;
import java.time.InstantSource;

/** Gives a deliverer all events as fast as the broker takes them. */
final class FullSend implements Contender {
  static final Measure RATE = new Measure("webhooks/s", Better.MORE, 0);
  private static final Measure OWN_CPU =
      new Measure("CPU of contender, load and receivers, µs/webhook", Better.LESS, 0);
  private static final Measure BROKER_CPU =
      new Measure("CPU of broker, µs/webhook", Better.LESS, 0);
  private static final Measure REPEATS = new Measure("repeated requests", Better.NEITHER, 0);

  private static final Duration STALL = Duration.ofSeconds(30);
  private static final Duration MOST = Duration.ofMinutes(10);
  private static final int LOAD_LINGER_MS = 10;
  private static final int TELL_EVERY_SECONDS = 10;

  private final Deliverer deliverer;
  private final Cluster cluster;
  private final HookLoad load;
  private final Size size;
  private final InstantSource clock;
  private final Progress progress;

  /**
   * How much of what.
   *
   * @param events measured
   * @param delayMs of the receivers
   */
  record Size(int events, int delayMs) {}

  FullSend(
      Deliverer deliverer,
      Cluster cluster,
      HookLoad load,
      Size size,
      InstantSource clock,
      Progress progress) {
    this.deliverer = deliverer;
    this.cluster = cluster;
    this.load = load;
    this.size = size;
    this.clock = clock;
    this.progress = progress;
  }

  @Override
  public String name() {
    return deliverer.name();
  }

  @Override
  public String settings() {
    return deliverer.settings();
  }

  @Override
  public Sample run(boolean warmUp) throws InterruptedException {
    Deliveries deliveries = Deliveries.ofAll(size.events());
    try (Hooks hooks = new Hooks(size.delayMs(), deliveries::arrived);
        TopicSet topics = cluster.newTopics()) {
      AutoCloseable running = deliverer.start(topics, load.urls(hooks.port()));
      try {
        return measured(topics, deliveries);
      } finally {
        HookLoad.close(running);
      }
    }
  }

  private Sample measured(TopicSet topics, Deliveries deliveries) throws InterruptedException {
    Duration ownBefore = Machine.cpuOfThisProcess();
    Duration brokerBefore = cluster.cpu();
    Thread sender = Thread.ofPlatform().name("bench-load").start(() -> send(topics, deliveries));
    int[] second = new int[1];
    boolean all =
        deliveries.await(
            STALL,
            MOST,
            () -> {
              if (++second[0] % TELL_EVERY_SECONDS == 0) {
                progress.say(
                    "  %d s: %,d of %,d have arrived"
                        .formatted(second[0], deliveries.count(), deliveries.events()));
              }
            });
    sender.join();
    if (!all) {
      throw new MeasurementException(
          "%,d of %,d webhooks arrived, and no more for %d s, or not all within %d minutes"
              .formatted(
                  deliveries.count(), deliveries.events(), STALL.toSeconds(), MOST.toMinutes()));
    }
    double count = deliveries.events();
    return new Sample.Builder()
        .with(RATE, count / deliveries.seconds())
        .with(OWN_CPU, Machine.cpuOfThisProcess().minus(ownBefore).toNanos() / 1e3 / count)
        .with(BROKER_CPU, cluster.cpu().minus(brokerBefore).toNanos() / 1e3 / count)
        .with(REPEATS, deliveries.repeats())
        .build();
  }

  private void send(TopicSet topics, Deliveries deliveries) {
    HookEvents events = new HookEvents(clock.instant());
    try (LoadProducer producer = cluster.loadProducer(LOAD_LINGER_MS)) {
      for (int number = 0; number < deliveries.events(); number++) {
        byte[] event = events.event(number, load.partner(number));
        deliveries.due(number, System.nanoTime());
        producer.send(topics.names().operationEvents(), HookEvents.key(number), event);
      }
    }
  }
}
