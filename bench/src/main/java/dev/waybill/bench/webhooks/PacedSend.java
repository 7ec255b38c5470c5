package dev.waybill.bench.webhooks;

import dev.waybill.bench.frame.Contender;
import dev.waybill.bench.frame.Measure;
import dev.waybill.bench.frame.Measure.Better;
import dev.waybill.bench.frame.Sample;
import dev.waybill.bench.frame.Spread;
import dev.waybill.bench.operations.Cluster;
import dev.waybill.bench.operations.Cluster.TopicSet;
import dev.waybill.bench.operations.LoadProducer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ObjIntConsumer;

/**
 * Gives a deliverer events at a steady rate, whatever it makes of them, and looks how long each
 * takes to an endpoint that is well. Times count from when an event was due.
 */
final class PacedSend implements Contender {
  private static final double NANOS_PER_MS = 1e6;
  private static final Measure RATE = new Measure("delivered to the well, /s", Better.MORE, 1);
  private static final Measure ENDED = new Measure("delivered to the well, %", Better.MORE, 2);
  private static final Measure MEDIAN = new Measure("to the well, p50, ms", Better.LESS, 1);
  private static final Measure P99 = new Measure("to the well, p99, ms", Better.LESS, 1);
  private static final Duration STALL = Duration.ofSeconds(15);
  private static final int SETTLING_PART = 10;
  private static final int WARM_UP_PART = 3;

  private final String name;
  private final Target target;
  private final HookLoad load;
  private final Pace pace;
  private final InstantSource clock;

  /** To whom events are given, once it runs. */
  interface Target {
    String settings();

    /** Whether a run that is thrown away makes the next any truer. */
    boolean warmsUp();

    Running start(Hooks hooks, HookLoad load) throws InterruptedException;
  }

  /** Takes an event with its number. */
  record Running(ObjIntConsumer<byte[]> taker, AutoCloseable closing) {}

  /**
   * How much of what.
   *
   * @param samples events for those that are well
   * @param perSecond of these
   * @param delayMs of the receivers
   */
  record Pace(int samples, double perSecond, int delayMs) {}

  PacedSend(String name, Target target, HookLoad load, Pace pace, InstantSource clock) {
    this.name = name;
    this.target = target;
    this.load = load;
    this.pace = pace;
    this.clock = clock;
  }

  /** A deliverer that reads events from a topic. */
  static Target byTopic(Deliverer deliverer, Cluster cluster) {
    return new Target() {
      @Override
      public String settings() {
        return deliverer.settings();
      }

      @Override
      public boolean warmsUp() {
        return true;
      }

      @Override
      public Running start(Hooks hooks, HookLoad load) throws InterruptedException {
        TopicSet topics = cluster.newTopics();
        AutoCloseable running = deliverer.start(topics, load.urls(hooks.port()));
        LoadProducer producer = cluster.loadProducer(0);
        String topic = topics.names().operationEvents();
        return new Running(
            (event, number) -> producer.send(topic, HookEvents.key(number), event),
            () -> {
              producer.close();
              running.close();
              topics.close();
            });
      }
    };
  }

  /** A model with one pool of slots for everybody. */
  static Target byPool(int slots, Duration timeout) {
    return new Target() {
      @Override
      public String settings() {
        return "a MODEL of a sender with one global pool: %d slots, time-out %d s, events from memory"
            .formatted(slots, timeout.toSeconds());
      }

      @Override
      public boolean warmsUp() {
        return false;
      }

      @Override
      public Running start(Hooks hooks, HookLoad load) {
        PoolModel pool = new PoolModel(slots, timeout, load.urls(hooks.port()));
        return new Running((event, number) -> pool.send(event), pool);
      }
    };
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String settings() {
    return target.settings();
  }

  @Override
  public Sample run(boolean warmUp) throws InterruptedException {
    if (warmUp && !target.warmsUp()) {
      return new Sample.Builder().build();
    }
    int samples = warmUp ? pace.samples() / WARM_UP_PART : pace.samples();
    int settling = load.events(samples / SETTLING_PART);
    Deliveries deliveries = load.deliveries(settling + load.events(samples));
    try (Hooks hooks = new Hooks(pace.delayMs(), deliveries::arrived)) {
      Running running = target.start(hooks, load);
      try {
        Thread sender =
            Thread.ofPlatform().name("bench-load").start(() -> send(running, deliveries));
        Duration most =
            Duration.ofNanos(load.interval(pace.perSecond()) * deliveries.events())
                .plus(STALL.multipliedBy(2));
        boolean all = deliveries.await(STALL, most, () -> {});
        sender.join();
        return figures(deliveries, settling, all ? 0 : most.toNanos());
      } finally {
        HookLoad.close(running.closing());
      }
    }
  }

  private void send(Running running, Deliveries deliveries) {
    HookEvents events = new HookEvents(clock.instant());
    long began = System.nanoTime();
    long interval = load.interval(pace.perSecond());
    for (int number = 0; number < deliveries.events(); number++) {
      byte[] event = events.event(number, load.partner(number));
      long due = began + number * interval;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      deliveries.due(number, due);
      running.taker().accept(event, number);
    }
  }

  /** What has not arrived by the end counts as having taken as long as was waited at most. */
  private static Sample figures(Deliveries deliveries, int settling, long missing) {
    long[] took = deliveries.took(settling, missing);
    return new Sample.Builder()
        .with(RATE, deliveries.count() / deliveries.seconds())
        .with(ENDED, 100.0 * deliveries.count() / deliveries.wanted())
        .with(MEDIAN, Spread.percentile(took, 0.5) / NANOS_PER_MS)
        .with(P99, Spread.percentile(took, 0.99) / NANOS_PER_MS)
        .build();
  }
}
