package dev.waybill.system;

import dev.waybill.testing.BrokerMain;
import dev.waybill.testing.ProcessUnderTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * Waybill in processes of its own: broker, simulator, API, two schedulers, three executors; all on
 * free ports, with the settings of an installation that wants to recover fast. Each can be killed,
 * frozen and started again.
 */
final class Cluster implements AutoCloseable {
  static final int PARTITIONS = 6;
  static final List<String> SCHEDULERS = List.of("scheduler-1", "scheduler-2");
  static final List<String> EXECUTORS = List.of("executor-1", "executor-2", "executor-3");

  private static final String API = "api";
  private static final Duration START_LIMIT = Duration.ofSeconds(120);
  private static final Pattern BROKER = Pattern.compile(BrokerMain.READY + "(\\S+)");
  private static final Pattern SERVICE =
      Pattern.compile("Waybill's \\S+ is ready on (http://\\S+)");

  private final Path folder;
  private final Map<String, String> settings;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ProcessUnderTest simulator;
  private final String bootstrapServers;
  private final Map<String, ProcessUnderTest> members = new LinkedHashMap<>();
  private ProcessUnderTest broker;

  private Cluster(Path folder, Map<String, String> settings) {
    this.folder = folder;
    this.settings = settings;
    simulator = WaybillProcess.simulator(folder);
    broker = broker("0");
    bootstrapServers = WaybillProcess.await(broker, BROKER).group(1);
  }

  /**
   * Starts all and waits until all are ready.
   *
   * @param executors which of them
   * @param settings of all members, as in the environment, besides those of every cluster
   */
  static Cluster start(Path folder, List<String> executors, Map<String, String> settings) {
    Cluster cluster = new Cluster(folder, settings);
    try {
      cluster.prepare();
      SCHEDULERS.forEach(cluster::launch);
      executors.forEach(cluster::launch);
      cluster.launch(API);
      cluster.members.keySet().forEach(cluster::awaitReady);
      return cluster;
    } catch (AssertionError | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  String simulatorUrl() {
    return WaybillProcess.simulatorUrl(simulator);
  }

  String apiUrl() {
    return url(API);
  }

  /** {@code kill -9}. */
  void kill(String name) {
    member(name).kill();
  }

  /** SIGTERM, and the wait for its end. */
  void stop(String name) {
    member(name).terminate();
    member(name).awaitExit(Duration.ofSeconds(60));
  }

  void freeze(String name) {
    member(name).freeze();
  }

  void thaw(String name) {
    member(name).thaw();
  }

  /** Starts a member that is gone, on the folder that it left; does not wait for it. */
  void launch(String name) {
    members.put(name, waybill(name, name.equals(API) ? "api" : "worker"));
  }

  /**
   * As a supervisor would: who found no broker when it was started has given up, in plain words.
   */
  void launchWhoGaveUp() {
    List<String> gone = members.keySet().stream().filter(name -> !member(name).isAlive()).toList();
    gone.forEach(this::launch);
  }

  /** {@code kill -9} for the broker, and a start on what it left, at the same address. */
  void killBroker() {
    killBroker(() -> {});
  }

  /** The same, with something done while it is gone. */
  void killBroker(Runnable meanwhile) {
    broker.kill();
    meanwhile.run();
    broker = broker(bootstrapServers.substring(bootstrapServers.indexOf(':') + 1));
    WaybillProcess.await(broker, BROKER);
  }

  /** Waits until a member that was started says that all of it runs. */
  void awaitReady(String name) {
    URI ready = URI.create(url(name) + "/health/ready");
    Awaitility.await(name + " to be ready")
        .atMost(START_LIMIT)
        .pollInterval(Duration.ofMillis(100))
        .until(() ->
            http.send(HttpRequest.newBuilder(ready).build(), BodyHandlers.ofString()).statusCode()
                == 200);
  }

  /** The last lines of everybody, for whoever has to find out why. */
  String lastWords() {
    StringBuilder words = new StringBuilder();
    members.forEach((name, process) -> {
      List<String> lines = process.lines();
      words.append("\n== ").append(name).append(process.isAlive() ? "" : " (gone)");
      lines
          .subList(Math.max(0, lines.size() - 15), lines.size())
          .forEach(line -> words.append('\n').append(line));
    });
    return words.toString();
  }

  @Override
  public void close() {
    members.values().forEach(ProcessUnderTest::close);
    broker.close();
    simulator.close();
    http.shutdownNow();
  }

  /** Keys and topics, by the commands that people use. */
  private void prepare() {
    ProcessUnderTest keys = waybill("keys", "keys", folder.resolve("secrets").toString());
    ProcessUnderTest topics = waybill("topics", "topics");
    for (ProcessUnderTest command : List.of(keys, topics)) {
      int status = command.awaitExit(START_LIMIT);
      if (status != 0) {
        throw new AssertionError("a command failed with " + status + ": " + command.lines());
      }
    }
  }

  private ProcessUnderTest broker(String port) {
    return ProcessUnderTest.start(
        "broker",
        ProcessUnderTest.javaCommand(
            BrokerMain.class.getName(), folder.resolve("kafka").toString(), port),
        folder,
        Map.of());
  }

  private ProcessUnderTest waybill(String name, String... arguments) {
    return ProcessUnderTest.start(
        name,
        ProcessUnderTest.javaCommand(WaybillProcess.MAIN, arguments),
        folder,
        environment(name));
  }

  private Map<String, String> environment(String name) {
    Path secrets = folder.resolve("secrets");
    Map<String, String> environment = new HashMap<>();
    environment.put("WAYBILL_KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
    environment.put("WAYBILL_KAFKA_SESSION_TIMEOUT_MS", "6000");
    environment.put("WAYBILL_KAFKA_HEARTBEAT_INTERVAL_MS", "1500");
    environment.put("WAYBILL_KAFKA_TRANSACTION_TIMEOUT_MS", "4000");
    environment.put("WAYBILL_TOPICS_REPLICATION_FACTOR", "1");
    environment.put("WAYBILL_TOPICS_PARTITIONS", Integer.toString(PARTITIONS));
    environment.put("WAYBILL_SECRETS_PUBLIC_KEY_FILE", secrets + "/secrets.public.json");
    environment.put("WAYBILL_SECRETS_PRIVATE_KEY_FILE", secrets + "/secrets.private.json");
    environment.put("WAYBILL_ADAPTERS_ALLOW_NETWORKS", "127.0.0.0/8,::1/128");
    environment.put("WAYBILL_WORKER_ROLES", name.startsWith("executor") ? "executor" : "scheduler");
    environment.put("WAYBILL_WORKER_DATA_FOLDER", folder.resolve(name).toString());
    environment.put("WAYBILL_WORKER_CLOCK_BOUND", "500ms");
    // A commit of a broker that shares two cores with all others takes longer than it may usually.
    environment.put("WAYBILL_WORKER_COMMIT_INTERVAL", "100ms");
    environment.put("WAYBILL_WORKER_PORT", "0");
    environment.put("WAYBILL_API_DATA_FOLDER", folder.resolve(name).toString());
    environment.put("WAYBILL_API_PORT", "0");
    environment.putAll(settings);
    return environment;
  }

  private String url(String name) {
    return WaybillProcess.await(member(name), SERVICE).group(1);
  }

  private ProcessUnderTest member(String name) {
    ProcessUnderTest member = members.get(name);
    if (member == null) {
      throw new IllegalArgumentException("there is no " + name);
    }
    return member;
  }
}
