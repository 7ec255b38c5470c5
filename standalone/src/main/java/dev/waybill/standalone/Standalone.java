package dev.waybill.standalone;

import dev.waybill.api.ApiContext;
import dev.waybill.api.ApiService;
import dev.waybill.broker.BrokerStartException;
import dev.waybill.broker.EmbeddedBroker;
import dev.waybill.emitter.EmitterService;
import dev.waybill.runtime.ServiceRunner;
import dev.waybill.runtime.StartupException;
import dev.waybill.runtime.config.Settings;
import dev.waybill.runtime.health.HealthRegistry;
import dev.waybill.runtime.http.HttpServer;
import dev.waybill.runtime.http.OperatorRoutes;
import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.runtime.kafka.TopicAdmin;
import dev.waybill.runtime.kafka.TopicSettings;
import dev.waybill.runtime.metrics.ServiceMeters;
import dev.waybill.runtime.secrets.SecretKeys;
import dev.waybill.runtime.secrets.SecretOpener;
import dev.waybill.runtime.secrets.SecretSettings;
import dev.waybill.schemas.TopicPlan;
import dev.waybill.simulator.TspSimulator;
import dev.waybill.worker.WorkerService;
import dev.waybill.worker.WorkerSettings;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;

/**
 * Broker, simulator, worker, emitter and API in this process; closed with the runner that owns
 * them.
 */
public final class Standalone {
  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration READY_PATIENCE = Duration.ofMinutes(3);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(25);

  private final HttpServer server;
  private final TspSimulator simulator;
  private final EmbeddedBroker broker;

  private Standalone(HttpServer server, TspSimulator simulator, EmbeddedBroker broker) {
    this.server = server;
    this.simulator = simulator;
    this.broker = broker;
  }

  /**
   * Starts everything and waits until all of it is ready.
   *
   * @param runner owns what is started
   * @param progress told what is being done, a few words each
   * @throws StartupException if a part cannot start
   */
  public static Standalone start(
      ServiceRunner runner,
      StandaloneOptions options,
      Map<String, String> environment,
      InstantSource clock,
      Consumer<String> progress)
      throws InterruptedException {
    // Read once before anything slow: a wrong setting is told at once.
    Duration abortScan =
        StandaloneSettings.standalone(environment, options)
            .get(StandaloneSettings.TRANSACTION_ABORT_SCAN);
    DataFolder.check(options.data());
    FreePort.check(LOOPBACK, options.port());
    FreePort.check(LOOPBACK, options.kafkaPort());
    FreePort.checkDifferent(options.port(), options.kafkaPort(), options.simulatorPort());
    PrometheusMeterRegistry meters = ServiceMeters.of(runner);
    HealthRegistry health = new HealthRegistry();
    TspSimulator simulator = simulator(runner, options.simulatorPort(), clock);
    progress.accept("starting Kafka");
    EmbeddedBroker broker = broker(runner, options, abortScan);
    progress.accept("creating topics and keys");
    SecretKeys.createIfMissing(options.data().resolve("secrets"));
    Settings settings = settings(options, environment, simulator, broker);
    TopicPlan plan = TopicSettings.plan(settings);
    KafkaClients kafka = new KafkaClients(settings.kafka());
    try (Admin admin = kafka.admin()) {
      TopicAdmin.ensure(admin, plan);
    }
    progress.accept("starting worker, emitter and API");
    Parts parts = new Parts(settings, plan, kafka, meters, health, clock);
    runner.start(parts.worker());
    runner.start(parts.emitter());
    ApiService api = runner.start(parts.api(options, runner.own(new DryRunTranslator(settings))));
    HttpServer server =
        runner.own(
            HttpServer.start(
                LOOPBACK,
                options.port(),
                api.refusals(),
                routing -> {
                  routing.register(new OperatorRoutes(health, meters));
                  api.routing(routing);
                }));
    runner.own(api::drain); // closed first
    Standalone standalone = new Standalone(server, simulator, broker);
    awaitReady(health);
    return standalone;
  }

  /** Where the API, health, metrics and documents are. */
  public String url() {
    return "http://" + LOOPBACK + ":" + server.port();
  }

  /** Where the simulated TSP is. */
  public String simulatorUrl() {
    return simulator.baseUrl();
  }

  /** Where Kafka is. */
  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  private static Settings settings(
      StandaloneOptions options,
      Map<String, String> environment,
      TspSimulator simulator,
      EmbeddedBroker broker) {
    Map<String, String> withAddresses = new HashMap<>(environment);
    withAddresses.putIfAbsent(WorkerSettings.SIMULATOR_URL.environmentName(), simulator.baseUrl());
    return StandaloneSettings.standalone(withAddresses, options)
        .withKafka(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  /** The services, each made from the same few things. */
  private record Parts(
      Settings settings,
      TopicPlan plan,
      KafkaClients kafka,
      PrometheusMeterRegistry meters,
      HealthRegistry health,
      InstantSource clock) {

    WorkerService worker() {
      return new WorkerService(settings, kafka, plan, opener(), meters, health, clock);
    }

    EmitterService emitter() {
      return new EmitterService(settings, kafka, plan, opener(), meters, health, clock);
    }

    ApiService api(StandaloneOptions options, DryRunTranslator translator) {
      return new ApiService(
          new ApiContext(
              settings,
              plan,
              kafka,
              SecretKeys.sealer(Path.of(settings.get(SecretSettings.PUBLIC_KEY_FILE))),
              meters,
              health,
              clock,
              new SecureRandom(),
              LOOPBACK,
              options.data().resolve("api")),
          translator);
    }

    private SecretOpener opener() {
      return SecretKeys.opener(Path.of(settings.get(SecretSettings.PRIVATE_KEY_FILE)));
    }
  }

  private static TspSimulator simulator(ServiceRunner runner, int port, InstantSource clock) {
    FreePort.check(LOOPBACK, port);
    try {
      return runner.own(TspSimulator.start(LOOPBACK, port, clock, new SplittableRandom()));
    } catch (IOException e) {
      throw new StartupException(
          "the simulator cannot listen on %s:%d: %s".formatted(LOOPBACK, port, e.getMessage()), e);
    }
  }

  private static EmbeddedBroker broker(
      ServiceRunner runner, StandaloneOptions options, Duration abortScan) {
    try {
      return runner.own(
          EmbeddedBroker.start(options.data().resolve("kafka"), options.kafkaPort(), abortScan));
    } catch (BrokerStartException e) {
      throw new StartupException(String.valueOf(e.getMessage()), e);
    }
  }

  private static void awaitReady(HealthRegistry health) throws InterruptedException {
    long start = System.nanoTime();
    while (!health.unready().isEmpty()) {
      if (System.nanoTime() - start > READY_PATIENCE.toNanos()) {
        throw new StartupException(
            "not ready after %d s: %s".formatted(READY_PATIENCE.toSeconds(), health.unready()));
      }
      Thread.sleep(LOOK_AGAIN);
    }
  }
}
