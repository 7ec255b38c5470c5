package dev.waybill.bench.operations;

import dev.waybill.bench.frame.Bench;
import dev.waybill.bench.frame.Measure;
import dev.waybill.bench.frame.Measure.Better;
import dev.waybill.bench.frame.MeasurementException;
import dev.waybill.bench.frame.Sample;
import dev.waybill.bench.operations.Cluster.TopicSet;
import dev.waybill.bench.operations.Recovery.Disaster;
import dev.waybill.schemas.ConnectionLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** One cluster, from the first request to the last end, through all that is done to it. */
final class Ordeal {
  private static final Duration STALL = Duration.ofSeconds(60);
  private static final Duration FILLED_WITHIN = Duration.ofMinutes(10);
  private static final ConnectionLimits ONE_A_SECOND = new ConnectionLimits(1, 1, 4);
  private static final int LINGER_MS = 10;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final List<String> WORKERS =
      List.of(WorkerFleet.FIRST, WorkerFleet.SECOND, WorkerFleet.EXECUTOR);

  private static final Measure PACE = new Measure("pace before, operations/s", Better.NEITHER, 1);
  private static final Measure LOST = new Measure("operations without an end", Better.NEITHER, 0);
  private static final Measure GAVE_UP =
      new Measure("processes that gave up and were started again", Better.NEITHER, 0);
  private static final Measure REPEATS = new Measure("calls repeated, in all", Better.NEITHER, 0);

  private final Cluster cluster;
  private final OperationLoad load;
  private final int operations;
  private final Bench.Progress progress;

  Ordeal(Cluster cluster, OperationLoad load, int operations, Bench.Progress progress) {
    this.cluster = cluster;
    this.load = load;
    this.operations = operations;
    this.progress = progress;
  }

  /**
   * The figures: a sample for each round of kills, and one of what is measured once.
   *
   * @throws MeasurementException if something does not recover, or an operation ends twice
   */
  List<Sample> undergo(Disaster disaster, int rounds) throws InterruptedException {
    try (TopicSet topics = cluster.newTopics();
        WorkerFleet fleet = new WorkerFleet(topics, disaster.settings())) {
      try {
        return undergo(topics, fleet, disaster, rounds);
      } catch (MeasurementException | AssertionError e) {
        progress.say(fleet.lastWords());
        throw new MeasurementException("with " + disaster.name() + ": " + e.getMessage(), e);
      }
    }
  }

  private List<Sample> undergo(TopicSet topics, WorkerFleet fleet, Disaster disaster, int rounds)
      throws InterruptedException {
    register(topics, ONE_A_SECOND, disaster.callTimeout(), 1);
    WorkerSubject.teach(topics, load);
    WORKERS.forEach(fleet::launch);
    WORKERS.forEach(fleet::awaitReady);
    WorkerSubject.awaitLessons(topics, load);
    AtomicInteger accepted = new AtomicInteger();
    Journal journal = new Journal(operations);
    List<Sample> samples = new ArrayList<>();
    try (EndReader reader =
            new EndReader(
                cluster.readerOf(topics.names().operationEvents()),
                journal,
                WorkerSubject.ends(accepted::incrementAndGet));
        PaceWatch pace = new PaceWatch(reader)) {
      fill(topics, accepted);
      try {
        for (int round = 1; round <= rounds; round++) {
          samples.add(kills(fleet, pace));
        }
      } catch (MeasurementException e) {
        progress.say(new Standstill(topics, load, journal).describe());
        throw e;
      }
      Sample.Builder once = new Restoration(cluster, topics, fleet, progress).measure(disaster);
      register(topics, load.unbound(), disaster.callTimeout(), 2);
      progress.say("the limits are lifted, %,d have ended".formatted(reader.count()));
      reader.await(STALL, () -> {});
      progress.say("%,d have ended".formatted(reader.count()));
      once.with(LOST, (double) operations - reader.count());
      once.with(GAVE_UP, (double) fleet.gaveUp());
      samples.add(once.with(REPEATS, (double) repeats(fleet, reader.count())).build());
    }
    return samples;
  }

  private void register(
      TopicSet topics, ConnectionLimits limits, Duration callTimeout, int version) {
    try (LoadProducer producer = cluster.loadProducer(LINGER_MS)) {
      for (int connection = 0; connection < load.connections().size(); connection++) {
        producer.send(
            topics.names().connectionRegistry(),
            load.key(connection),
            load.registration(load.connections().get(connection), limits, callTimeout, version));
      }
    }
  }

  private void fill(TopicSet topics, AtomicInteger accepted) throws InterruptedException {
    try (LoadProducer producer = cluster.loadProducer(LINGER_MS)) {
      for (int number = 0; number < operations; number++) {
        producer.send(topics.names().operationRequested(), load.key(number), load.request(number));
      }
    }
    Waiting.until("all have been taken in", FILLED_WITHIN, () -> accepted.get() >= operations);
    progress.say("%,d taken in".formatted(operations));
  }

  private static long repeats(WorkerFleet fleet, int ended) {
    CallFile.Calls calls = CallFile.read(fleet.calls());
    if (calls.operations() < ended) {
      throw new MeasurementException(
          "%d operations have ended well, but only %d were called"
              .formatted(ended, calls.operations()));
    }
    return calls.repeats();
  }

  private Sample kills(WorkerFleet fleet, PaceWatch pace) throws InterruptedException {
    Sample.Builder sample = new Sample.Builder();
    kill("scheduler", fleet, pace, sample, () -> again(fleet, fleet.oneThatWorks()));
    kill("executor", fleet, pace, sample, () -> again(fleet, WorkerFleet.EXECUTOR));
    kill("broker", fleet, pace, sample, cluster::killBroker);
    return sample.build();
  }

  private static void again(WorkerFleet fleet, String name) {
    fleet.kill(name);
    fleet.launch(name);
  }

  private void kill(
      String what, WorkerFleet fleet, PaceWatch pace, Sample.Builder sample, Runnable how)
      throws InterruptedException {
    pace.untilSteady(System.nanoTime(), load.connections().size());
    double before = Math.min(pace.perSecond(), load.connections().size());
    sample.with(PACE, before);
    long repeatsBefore = CallFile.read(fleet.calls()).repeats();
    long at = System.nanoTime();
    how.run();
    double started = (System.nanoTime() - at) / NANOS_PER_SECOND;
    double seconds = pace.untilNormal(at, before);
    double steady = Math.max(seconds, pace.untilSteady(at, before));
    long repeats = CallFile.read(fleet.calls()).repeats() - repeatsBefore;
    sample.with(new Measure("kill -9 of the " + what + ", s to the pace", Better.LESS, 1), seconds);
    sample.with(
        new Measure("kill -9 of the " + what + ", s until it is steady", Better.LESS, 1), steady);
    sample.with(
        new Measure("kill -9 of the " + what + ", calls repeated", Better.NEITHER, 0),
        (double) repeats);
    progress.say(
        String.format(
            Locale.ROOT,
            "killed the %s (%.1f s until it was started again): the pace of %.1f/s is back after"
                + " %.1f s, steady after %.1f s, %d calls repeated",
            what,
            started,
            before,
            seconds,
            steady,
            repeats));
  }
}
