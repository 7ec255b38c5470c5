package dev.waybill.bench.operations;

import dev.waybill.bench.frame.Bench.Progress;
import dev.waybill.bench.frame.Contender;
import dev.waybill.bench.frame.Machine;
import dev.waybill.bench.frame.Measure;
import dev.waybill.bench.frame.Measure.Better;
import dev.waybill.bench.frame.MeasurementException;
import dev.waybill.bench.frame.Sample;
import dev.waybill.bench.operations.Cluster.TopicSet;
import java.time.Duration;

/** Gives a subject all operations as fast as the broker takes them. */
final class FullSpeed implements Contender {
  private static final Measure RATE = new Measure("operations/s", Better.MORE, 0);
  private static final Measure OWN_CPU =
      new Measure("CPU of contender and load, µs/operation", Better.LESS, 0);
  private static final Measure BROKER_CPU =
      new Measure("CPU of broker, µs/operation", Better.LESS, 0);
  private static final Measure REPEATS = new Measure("repeated calls", Better.NEITHER, 0);

  /**
   * The compiler needs as many before the figures are those of a process that runs for long: after
   * 50,000, a third of the worker's CPU and half of the broker's still went to it.
   */
  private static final int WARM_UP = 150_000;

  private static final Duration STALL = Duration.ofSeconds(60);
  private static final int LOAD_LINGER_MS = 10;
  private static final int TELL_EVERY_SECONDS = 10;

  private final Subject subject;
  private final Cluster cluster;
  private final OperationLoad load;
  private final int operations;
  private final Progress progress;

  FullSpeed(
      Subject subject, Cluster cluster, OperationLoad load, int operations, Progress progress) {
    this.subject = subject;
    this.cluster = cluster;
    this.load = load;
    this.operations = operations;
    this.progress = progress;
  }

  @Override
  public String name() {
    return subject.name();
  }

  @Override
  public String settings() {
    return subject.settings();
  }

  @Override
  public Sample run(boolean warmUp) throws InterruptedException {
    Journal journal = new Journal(warmUp ? WARM_UP : operations);
    try (TopicSet topics = cluster.newTopics();
        Subject.Running running = subject.start(topics, load, journal);
        EndReader reader =
            new EndReader(cluster.readerOf(running.results()), journal, running.ends())) {
      return measured(topics, journal, reader);
    }
  }

  private Sample measured(TopicSet topics, Journal journal, EndReader reader)
      throws InterruptedException {
    Duration ownBefore = Machine.cpuOfThisProcess();
    Duration brokerBefore = cluster.cpu();
    Thread sender = Thread.ofPlatform().name("bench-load").start(() -> send(topics, journal));
    int[] second = new int[1];
    boolean all =
        reader.await(
            STALL,
            () -> {
              if (++second[0] % TELL_EVERY_SECONDS == 0) {
                progress.say(
                    "  %d s: %,d of %,d have ended"
                        .formatted(second[0], reader.count(), journal.operations()));
              }
            });
    if (!all) {
      throw new MeasurementException(
          "no operation has ended for %d s; %,d of %,d have"
              .formatted(STALL.toSeconds(), reader.count(), journal.operations()));
    }
    Duration own = Machine.cpuOfThisProcess().minus(ownBefore);
    Duration broker = cluster.cpu().minus(brokerBefore);
    sender.join();
    double seconds = (reader.last() - journal.firstAsked()) / 1e9;
    int count = journal.operations();
    if (journal.calls() < count) {
      throw new MeasurementException(
          "%,d operations ended after %,d calls".formatted(count, journal.calls()));
    }
    return new Sample.Builder()
        .with(RATE, count / seconds)
        .with(OWN_CPU, own.toNanos() / 1e3 / count)
        .with(BROKER_CPU, broker.toNanos() / 1e3 / count)
        .with(REPEATS, journal.calls() - count)
        .build();
  }

  private void send(TopicSet topics, Journal journal) {
    String topic = topics.names().operationRequested();
    try (LoadProducer producer = cluster.loadProducer(LOAD_LINGER_MS)) {
      for (int number = 0; number < journal.operations(); number++) {
        byte[] value = load.request(number);
        journal.asked(number, System.nanoTime());
        producer.send(topic, load.key(number), value);
      }
    }
  }
}
