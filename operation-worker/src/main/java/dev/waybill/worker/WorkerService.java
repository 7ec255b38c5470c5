package dev.waybill.worker;

import dev.waybill.lane.core.EngineSettings;
import dev.waybill.lane.execution.ExecutorConfig;
import dev.waybill.lane.execution.ExecutorListener;
import dev.waybill.lane.execution.ExecutorLoop;
import dev.waybill.lane.host.FirstPositions;
import dev.waybill.lane.host.GroupWatch;
import dev.waybill.lane.host.LaneHost;
import dev.waybill.lane.host.LaneHostConfig;
import dev.waybill.lane.host.LaneListener;
import dev.waybill.lane.host.LaneTopics;
import dev.waybill.lane.host.LaneTopologyConfig;
import dev.waybill.lane.host.StoreKind;
import dev.waybill.lane.host.StreamsTuning;
import dev.waybill.runtime.Service;
import dev.waybill.runtime.StartupException;
import dev.waybill.runtime.config.Settings;
import dev.waybill.runtime.config.TransactionTimeouts;
import dev.waybill.runtime.health.HealthRegistry;
import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.runtime.net.AddressGuard;
import dev.waybill.runtime.secrets.SecretOpener;
import dev.waybill.runtime.validation.ContractSchemas;
import dev.waybill.schemas.TopicPlan;
import dev.waybill.schemas.Topics;
import dev.waybill.tsp.AdapterEnvironment;
import dev.waybill.worker.execution.AdapterRegistration;
import dev.waybill.worker.execution.Adapters;
import dev.waybill.worker.execution.OperationExecutor;
import dev.waybill.worker.operations.ContractCheck;
import dev.waybill.worker.operations.OperationLanes;
import dev.waybill.worker.outbound.GuardedAddressResolver;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * The worker: the scheduler of operations and the executors that call TSPs, or one of them, see
 * {@link WorkerRole}.
 */
public final class WorkerService implements Service {
  /** Group id of the scheduler, behind the topics' prefix; names its changelogs, too. */
  public static final String SCHEDULER = "operation-worker";

  /** Group id of the executors, behind the topics' prefix. */
  public static final String EXECUTORS = "operation-executors";

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final @Nullable LaneHost scheduler;
  private final @Nullable ExecutorLoop executors;
  private final GroupWatch executorsWatch;
  private final Adapters adapters;
  private final KafkaClients kafka;
  private final Topics topics;
  private final InstantSource clock;

  /**
   * Makes a worker; nothing runs yet.
   *
   * @throws StartupException if an adapter or the worker refuses its configuration
   */
  public WorkerService(
      Settings settings,
      KafkaClients kafka,
      TopicPlan plan,
      SecretOpener secrets,
      MeterRegistry meters,
      HealthRegistry health,
      InstantSource clock) {
    this.kafka = kafka;
    this.clock = clock;
    topics = plan.topics();
    adapters = adapters(settings);
    Set<WorkerRole> roles = settings.get(WorkerSettings.ROLES);
    WorkerMeters told = new WorkerMeters(meters);
    scheduler =
        roles.contains(WorkerRole.SCHEDULER) ? scheduler(settings, plan, told, clock) : null;
    executors =
        roles.contains(WorkerRole.EXECUTOR) ? executors(settings, secrets, told, clock) : null;
    executorsWatch =
        new GroupWatch(
            topics.prefix() + EXECUTORS,
            List.of(topics.operationDispatched()),
            kafka.passedThrough(),
            clock);
    if (scheduler != null) {
      health.register("scheduler", scheduler::problem);
    }
    if (executors != null) {
      Gauge.builder("waybill.executor.running", executors, ExecutorLoop::running)
          .description("Calls that this process makes right now")
          .register(meters);
      Gauge.builder("waybill.executor.aside", executors, ExecutorLoop::aside)
          .description("Calls of connections that hang, set aside for want of a place")
          .register(meters);
      health.register("executors", () -> executors.problem().or(executorsWatch::problem));
    }
  }

  private LaneHost scheduler(
      Settings settings, TopicPlan plan, LaneListener told, InstantSource clock) {
    ContractCheck check = new ContractCheck(new ContractSchemas());
    return new LaneHost(
        new LaneHostConfig(
            topics.prefix() + SCHEDULER,
            Path.of(settings.get(WorkerSettings.DATA_FOLDER)),
            new LaneTopologyConfig(
                new LaneTopics(
                    topics.operationRequested(),
                    topics.operationDispatched(),
                    topics.operationAttempted(),
                    topics.operationCommands(),
                    topics.connectionRegistry(),
                    topics.operationDeadLetter()),
                plan.partitions(),
                engine(settings),
                StoreKind.ROCKS_DB,
                Duration.ofMillis(10)),
            new StreamsTuning(
                1,
                settings.get(WorkerSettings.STANDBYS),
                plan.replicationFactor(),
                settings.get(WorkerSettings.COMMIT_INTERVAL),
                64L * 1024 * 1024,
                new StreamsTuning.Patience(
                    settings.get(WorkerSettings.SESSION_TIMEOUT),
                    TransactionTimeouts.of(
                        settings,
                        WorkerSettings.TRANSACTION_TIMEOUT,
                        WorkerSettings.COMMIT_INTERVAL))),
            kafka.passedThrough()),
        () -> new OperationLanes(topics, check),
        () -> new SplittableRandom(new SecureRandom().nextLong()),
        told,
        clock);
  }

  private ExecutorLoop executors(
      Settings settings, SecretOpener secrets, ExecutorListener told, InstantSource clock) {
    Map<String, Object> session =
        KafkaClients.session(settings.get(WorkerSettings.SESSION_TIMEOUT));
    return new ExecutorLoop(
        new ExecutorConfig(
            topics.operationDispatched(),
            topics.operationAttempted(),
            settings.get(WorkerSettings.SLOTS),
            settings.get(WorkerSettings.SLOW_AFTER),
            settings.get(WorkerSettings.STOP_PATIENCE),
            settings.get(WorkerSettings.CLOCK_BOUND)),
        () -> kafka.consumer(topics.prefix() + EXECUTORS, session),
        kafka.producer(Map.of("client.id", topics.prefix() + EXECUTORS)),
        new OperationExecutor(adapters, secrets, clock),
        clock,
        told);
  }

  private static EngineSettings engine(Settings settings) {
    EngineSettings.Timing timing = EngineSettings.Timing.defaults();
    EngineSettings.Waits waits = EngineSettings.Waits.defaults();
    return new EngineSettings(
        settings.get(WorkerSettings.OUTSTANDING),
        EngineSettings.defaults().stepBudget(),
        new EngineSettings.Timing(
            settings.get(WorkerSettings.DISPATCH_VALIDITY),
            timing.ahead(),
            settings.get(WorkerSettings.CLOCK_BOUND),
            timing.margin()),
        new EngineSettings.Waits(
            settings.get(WorkerSettings.UNKNOWN_CONNECTION_WAIT),
            waits.dedupe(),
            waits.maxFloor()));
  }

  /** Opens every adapter on the class path. */
  static Adapters adapters(Settings settings) {
    GuardedAddressResolver addresses =
        new GuardedAddressResolver(
            AddressGuard.opening(settings.get(WorkerSettings.ALLOW_NETWORKS)));
    Map<String, String> simulator =
        settings
            .get(WorkerSettings.SIMULATOR_URL)
            .map(url -> Map.of("base_url", url))
            .orElse(Map.of());
    return Adapters.load(name ->
        new AdapterEnvironment(
            name.equals("simulator") ? simulator : Map.of(), addresses, "Waybill"));
  }

  @Override
  public void start() {
    try (Admin admin = kafka.admin()) {
      new FirstPositions(admin, PATIENCE)
          .ensure(topics.prefix() + EXECUTORS, List.of(topics.operationDispatched()));
      if (scheduler != null) {
        scheduler.start();
      }
      if (executors != null) {
        tellAdapters();
        executors.start();
        executorsWatch.start();
      }
    } catch (KafkaException e) {
      throw new StartupException(
          "the worker cannot start: %s; check Kafka and `waybill topics`".formatted(e.getMessage()),
          e);
    }
  }

  private void tellAdapters() {
    Map<String, Object> settings = Map.of("client.id", topics.prefix() + "adapters");
    try (Producer<byte[], byte[]> producer = kafka.producer(settings)) {
      new AdapterRegistration(topics.adapterRegistry(), clock).tell(adapters, producer);
    }
  }

  @Override
  public void close() {
    executorsWatch.close();
    // Executors first: what they finish is still taken in.
    if (executors != null) {
      executors.close();
    }
    if (scheduler != null) {
      scheduler.close();
    }
    adapters.close();
  }
}
