package dev.waybill.bench.operations;

import dev.waybill.bench.frame.Contender;
import dev.waybill.bench.frame.Measure;
import dev.waybill.bench.frame.Measure.Better;
import dev.waybill.bench.frame.Sample;
import dev.waybill.bench.frame.Spread;
import dev.waybill.bench.operations.Cluster.TopicSet;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Gives a subject operations at a steady rate, whatever it makes of them, and looks how long each
 * takes. Times count from when an operation was due, so that a sender that is held up hides
 * nothing.
 */
final class AtRate implements Contender {
  private static final double NANOS_PER_MS = 1e6;
  private static final Duration STALL = Duration.ofSeconds(30);
  private static final Measure ENDED =
      new Measure(
          "ended before a stall of %d s, %%".formatted(STALL.toSeconds()), Better.NEITHER, 1);

  /** The first ones find cold caches, and connections that are being made. */
  private static final int SETTLING_PART = 10;

  private static final int WARM_UP_PART = 3;
  private static final int NOISE_LINGER_MS = 10;

  private final String name;
  private final Subject subject;
  private final Cluster cluster;
  private final OperationLoad load;
  private final Pace pace;

  /**
   * How much of what.
   *
   * @param operations measured
   * @param perSecond in all
   * @param noise how many wait on the noisy connection before the first
   */
  record Pace(int operations, int perSecond, int noise) {}

  AtRate(String name, Subject subject, Cluster cluster, OperationLoad load, Pace pace) {
    this.name = name;
    this.subject = subject;
    this.cluster = cluster;
    this.load = load;
    this.pace = pace;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String settings() {
    return subject.settings();
  }

  @Override
  public Sample run(boolean warmUp) throws InterruptedException {
    int measured = warmUp ? pace.operations() / WARM_UP_PART : pace.operations();
    int settling = measured / SETTLING_PART;
    Journal journal = new Journal(settling + measured);
    try (TopicSet topics = cluster.newTopics();
        Subject.Running running = subject.start(topics, load, journal)) {
      makeNoise(topics, journal, running);
      try (EndReader reader =
          new EndReader(cluster.readerOf(running.results()), journal, running.ends())) {
        Thread sender = Thread.ofPlatform().name("bench-load").start(() -> send(topics, journal));
        boolean all = reader.await(STALL, () -> {});
        sender.join();
        double ended = 100.0 * reader.count() / journal.operations();
        Sample.Builder sample = new Sample.Builder().with(ENDED, ended);
        return all ? figures(sample, journal, settling) : sample.build();
      }
    }
  }

  private void makeNoise(TopicSet topics, Journal journal, Subject.Running running)
      throws InterruptedException {
    if (load.noisy() == null) {
      return;
    }
    byte[] key = EndReader.ascii(load.noisy().toString());
    try (LoadProducer producer = cluster.loadProducer(NOISE_LINGER_MS)) {
      for (int i = 0; i < pace.noise(); i++) {
        producer.send(
            topics.names().operationRequested(), key, load.noise(journal.operations() + i));
      }
    }
    Waiting.until(
        "the noise has been taken in", () -> running.takenIn() >= pace.noise() * 99L / 100);
  }

  private void send(TopicSet topics, Journal journal) {
    String topic = topics.names().operationRequested();
    try (LoadProducer producer = cluster.loadProducer(0)) {
      long began = System.nanoTime();
      long interval = Duration.ofSeconds(1).toNanos() / pace.perSecond();
      for (int number = 0; number < journal.operations(); number++) {
        byte[] value = load.request(number);
        long due = began + number * interval;
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        journal.asked(number, due);
        producer.send(topic, load.key(number), value);
      }
    }
  }

  private static Sample figures(Sample.Builder sample, Journal journal, int settling) {
    tell(sample, "request to call", journal.toCall(settling));
    tell(sample, "call to event", journal.toEnd(settling));
    tell(sample, "request to event", journal.inAll(settling));
    return sample.build();
  }

  private static void tell(Sample.Builder sample, String what, long[] nanos) {
    sample.with(
        new Measure(what + " p50, ms", Better.LESS, 1),
        Spread.percentile(nanos, 0.5) / NANOS_PER_MS);
    sample.with(
        new Measure(what + " p99, ms", Better.LESS, 1),
        Spread.percentile(nanos, 0.99) / NANOS_PER_MS);
  }
}
