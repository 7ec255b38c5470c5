package dev.waybill.bench.operations;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.bench.frame.MeasurementException;
import dev.waybill.bench.operations.Cluster.TopicSet;
import dev.waybill.runtime.config.Setting;
import dev.waybill.runtime.config.Settings;
import dev.waybill.runtime.health.HealthRegistry;
import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.runtime.kafka.TopicSettings;
import dev.waybill.runtime.secrets.SecretKeys;
import dev.waybill.runtime.secrets.SecretSettings;
import dev.waybill.worker.WorkerService;
import dev.waybill.worker.WorkerSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;

/** The worker as users run it, with an adapter that calls nobody. */
final class WorkerSubject implements Subject {
  private static final byte[] TYPE = EndReader.ascii("\"type\":\"resource_operation.");
  private static final byte[] DATA = EndReader.ascii("\"data\":{\"id\":\"");
  private static final int EVENT_HEAD_BYTES = 256;
  private static final int ID_CHARS = 36;

  private final InstantSource clock;
  private final Map<String, String> tuning;

  /**
   * A worker.
   *
   * @param tuning settings that differ from their defaults, by key
   */
  WorkerSubject(InstantSource clock, Map<String, String> tuning) {
    this.clock = clock;
    this.tuning = tuning;
  }

  @Override
  public String name() {
    return "waybill";
  }

  @Override
  public String settings() {
    return "the worker (scheduler, executors) with its contract checks, events and identity table;"
        + " exactly-once, RocksDB; defaults but for "
        + tuning;
  }

  @Override
  public Running start(TopicSet topics, OperationLoad load, Journal journal)
      throws InterruptedException {
    NoOpAdapterProvider.noteIn(journal::called);
    prepare(topics, load);
    Path secrets = topics.folder().resolve("secrets");
    SecretKeys.createIfMissing(secrets);
    Settings settings = settings(topics, secrets);
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    HealthRegistry health = new HealthRegistry();
    KafkaClients kafka = topics.cluster().clients();
    WorkerService worker =
        new WorkerService(
            settings,
            kafka,
            topics.plan(),
            SecretKeys.opener(secrets.resolve(SecretKeys.PRIVATE_FILE)),
            meters,
            health,
            clock);
    worker.start();
    Waiting.until(
        "the worker is ready and has read all connections",
        () -> health.unready().isEmpty() && lanes(meters) == registered(load));
    awaitLessons(topics, load);
    return new RunningWorker(worker, meters, topics);
  }

  private static int registered(OperationLoad load) {
    return load.connections().size() + (load.noisy() == null ? 0 : 1);
  }

  private static double lanes(PrometheusMeterRegistry meters) {
    return meters.get("waybill.lanes").gauge().value();
  }

  private static void prepare(TopicSet topics, OperationLoad load) {
    try (LoadProducer producer = topics.cluster().loadProducer(5)) {
      if (load.noisy() != null) {
        producer.send(
            topics.names().connectionRegistry(),
            EndReader.ascii(load.noisy().toString()),
            load.registration(load.noisy()));
      }
      for (int connection = 0; connection < load.connections().size(); connection++) {
        producer.send(
            topics.names().connectionRegistry(),
            load.key(connection),
            load.registration(load.connections().get(connection)));
      }
    }
    teach(topics, load);
  }

  /** Has workers learn the vehicles of all connections; they may be started later. */
  static void teach(TopicSet topics, OperationLoad load) {
    try (LoadProducer producer = topics.cluster().loadProducer(5)) {
      for (int connection = 0; connection < load.connections().size(); connection++) {
        byte[] key = load.key(connection);
        for (int vehicle = 0; vehicle < load.vehicles(); vehicle++) {
          producer.send(topics.names().operationCommands(), key, load.lesson(connection, vehicle));
        }
      }
    }
  }

  static void awaitLessons(TopicSet topics, OperationLoad load) throws InterruptedException {
    int[] learned = new int[1];
    try (Consumer<byte[], byte[]> reader =
        topics.cluster().readerOf(topics.names().resourceIdentity())) {
      Waiting.until(
          "all identities are known",
          () -> {
            learned[0] += reader.poll(Duration.ofMillis(100)).count();
            return learned[0] >= load.connections().size() * load.vehicles();
          });
    }
  }

  private Settings settings(TopicSet topics, Path secrets) {
    Map<String, String> values = new HashMap<>();
    values.put(TopicSettings.REPLICATION.key(), "1");
    values.put(TopicSettings.PREFIX.key(), topics.names().prefix());
    values.put(WorkerSettings.DATA_FOLDER.key(), topics.folder().resolve("worker").toString());
    values.put(
        SecretSettings.PRIVATE_KEY_FILE.key(), secrets.resolve(SecretKeys.PRIVATE_FILE).toString());
    values.putAll(tuning);
    return Settings.load(Map.of(), null, knownSettings(), values);
  }

  /** Every setting of a worker's process. */
  static List<Setting<?>> knownSettings() {
    return Stream.of(WorkerSettings.all(), TopicSettings.all(), SecretSettings.all())
        .<Setting<?>>flatMap(List::stream)
        .toList();
  }

  /**
   * How its ends are read.
   *
   * @param accepted run for each operation that it tells it has accepted
   */
  static EndReader.Ends ends(Runnable accepted) {
    return event -> {
      if (event[typeOf(event)] == 'c') {
        accepted.run();
      }
      return RunningWorker.number(event);
    };
  }

  private static int typeOf(byte[] event) {
    return EndReader.find(event, TYPE, EVENT_HEAD_BYTES) + TYPE.length;
  }

  private record RunningWorker(
      WorkerService worker, PrometheusMeterRegistry meters, TopicSet topics) implements Running {
    @Override
    public String results() {
      return topics.names().operationEvents();
    }

    @Override
    public EndReader.Ends ends() {
      return RunningWorker::number;
    }

    private static int number(byte[] event) {
      return switch (event[typeOf(event)]) {
        case 's' -> {
          int id = EndReader.find(event, DATA, EVENT_HEAD_BYTES) + DATA.length;
          yield OperationLoad.number(event, id + ID_CHARS);
        }
        case 'f' ->
            throw new MeasurementException("an operation has failed: " + new String(event, UTF_8));
        default -> NOT_AN_END;
      };
    }

    @Override
    public long takenIn() {
      return (long) meters.get("waybill.operations.accepted").counter().count();
    }

    private static final int NOT_AN_END = EndReader.Ends.NOT_AN_END;

    @Override
    public void close() {
      worker.close();
      meters.close();
    }
  }
}
