package dev.waybill.bench.operations;

import dev.waybill.bench.operations.Cluster.TopicSet;
import dev.waybill.lane.core.EngineSettings;
import dev.waybill.lane.core.Outcome;
import dev.waybill.lane.execution.AttemptContext;
import dev.waybill.lane.execution.AttemptExecutor;
import dev.waybill.lane.execution.AttemptOutcome;
import dev.waybill.lane.execution.ExecutorConfig;
import dev.waybill.lane.execution.ExecutorListener;
import dev.waybill.lane.execution.ExecutorLoop;
import dev.waybill.lane.host.FirstPositions;
import dev.waybill.lane.host.LaneHost;
import dev.waybill.lane.host.LaneHostConfig;
import dev.waybill.lane.host.LaneListener;
import dev.waybill.lane.host.LaneTopics;
import dev.waybill.lane.host.LaneTopologyConfig;
import dev.waybill.lane.host.StoreKind;
import dev.waybill.lane.host.StreamsTuning;
import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.schemas.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;

/**
 * The engine, its host and the executor loop, with an application that looks into nothing: what is
 * left of the worker without the operation layer.
 */
final class EngineSubject implements Subject {
  private static final String EXECUTORS = "engine-executors";
  private static final int ID_END = 43;

  private final InstantSource clock;
  private final StoreKind store;
  private final Tuning tuning;

  /** What throughput hangs on. */
  record Tuning(int slots, int outstandingPerPartition, Duration commitInterval) {}

  EngineSubject(InstantSource clock, StoreKind store, Tuning tuning) {
    this.clock = clock;
    this.store = store;
    this.tuning = tuning;
  }

  @Override
  public String name() {
    return store == StoreKind.ROCKS_DB ? "engine-rocksdb" : "engine-memory";
  }

  @Override
  public String settings() {
    return "lane-scheduler alone, opaque payload, one event per operation; exactly-once, "
        + store
        + ", "
        + tuning;
  }

  @Override
  public Running start(TopicSet topics, OperationLoad load, Journal journal)
      throws InterruptedException {
    Topics names = topics.names();
    KafkaClients kafka = topics.cluster().clients();
    register(topics, load);
    AtomicIntegerArray lanes = new AtomicIntegerArray(Cluster.PARTITIONS);
    LaneHost host =
        new LaneHost(
            config(topics, kafka),
            () -> new OpaqueApplication(names.operationEvents()),
            () -> new SplittableRandom(1),
            new LaneListener() {
              @Override
              public void gauge(int partition, long depth, int outstanding, int known) {
                lanes.set(partition, known);
              }
            },
            clock);
    ExecutorLoop executors =
        new ExecutorLoop(
            new ExecutorConfig(
                names.operationDispatched(),
                names.operationAttempted(),
                tuning.slots(),
                ExecutorConfig.SLOW_AFTER,
                Duration.ofSeconds(10)),
            () -> kafka.consumer(names.prefix() + EXECUTORS, Map.of()),
            kafka.producer(Map.of()),
            new NoOpExecutor(journal),
            clock,
            ExecutorListener.NONE);
    try (Admin admin = kafka.admin()) {
      new FirstPositions(admin, Duration.ofSeconds(30))
          .ensure(names.prefix() + EXECUTORS, List.of(names.operationDispatched()));
    }
    host.start();
    executors.start();
    Waiting.until(
        "the engine is ready and has read all lanes",
        () ->
            host.problem().isEmpty()
                && IntStream.range(0, Cluster.PARTITIONS).map(lanes::get).sum()
                    == load.connections().size());
    return new RunningEngine(host, executors, names.operationEvents());
  }

  private static void register(TopicSet topics, OperationLoad load) {
    try (LoadProducer producer = topics.cluster().loadProducer(5)) {
      for (int connection = 0; connection < load.connections().size(); connection++) {
        producer.send(
            topics.names().connectionRegistry(), load.key(connection), EndReader.ascii("unbound"));
      }
    }
  }

  private LaneHostConfig config(TopicSet topics, KafkaClients kafka) {
    Topics names = topics.names();
    EngineSettings defaults = EngineSettings.defaults();
    return new LaneHostConfig(
        names.prefix() + "engine",
        topics.folder().resolve("engine"),
        new LaneTopologyConfig(
            new LaneTopics(
                names.operationRequested(),
                names.operationDispatched(),
                names.operationAttempted(),
                names.operationCommands(),
                names.connectionRegistry(),
                names.operationDeadLetter()),
            Cluster.PARTITIONS,
            new EngineSettings(
                tuning.outstandingPerPartition(),
                defaults.stepBudget(),
                defaults.timing(),
                defaults.waits()),
            store,
            Duration.ofMillis(10)),
        new StreamsTuning(
            1,
            0,
            (short) 1,
            tuning.commitInterval(),
            64L * 1024 * 1024,
            StreamsTuning.Patience.DEFAULT),
        kafka.passedThrough());
  }

  private record NoOpExecutor(Journal journal) implements AttemptExecutor {
    private static final byte[] NO_NOTE = {};

    @Override
    public AttemptOutcome execute(AttemptContext context) {
      journal.called(OperationLoad.number(context.payload(), ID_END));
      return new AttemptOutcome(new Outcome.Succeeded(), NO_NOTE);
    }
  }

  private record RunningEngine(LaneHost host, ExecutorLoop executors, String results)
      implements Running {
    @Override
    public EndReader.Ends ends() {
      return value -> OperationLoad.number(value, ID_END);
    }

    @Override
    public void close() {
      executors.close();
      host.close();
    }
  }
}
