package dev.waybill.bench.operations;

import dev.waybill.bench.frame.MeasurementException;
import dev.waybill.bench.operations.Cluster.TopicSet;
import dev.waybill.runtime.secrets.SecretKeys;
import dev.waybill.testing.ProcessUnderTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Two schedulers and an executor, each a process of its own that can be killed and started again. A
 * process that gives up is started again, as a supervisor does.
 */
final class WorkerFleet implements AutoCloseable {
  static final String FIRST = "scheduler-1";
  static final String SECOND = "scheduler-2";
  static final String EXECUTOR = "executor";

  private static final long LOOK_MS = 500;
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final String TAKEN_OVER = "lanes of a partition taken over";
  static final Duration CALL = Duration.ofMillis(100);

  private final TopicSet topics;
  private final Map<String, String> settings;
  private final Map<String, ProcessUnderTest> members = new ConcurrentHashMap<>();
  private final Set<String> wanted = new HashSet<>();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread supervisor;
  private int gaveUp;

  /**
   * Nobody runs yet.
   *
   * @param settings environment of the processes, beside what they need to run at all
   */
  WorkerFleet(TopicSet topics, Map<String, String> settings) {
    this.topics = topics;
    this.settings = settings;
    SecretKeys.createIfMissing(topics.folder().resolve("secrets"));
    this.supervisor = Thread.ofPlatform().daemon().name("supervisor").start(this::supervise);
  }

  private void supervise() {
    try {
      while (!stopping.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
        startAgain();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void startAgain() {
    for (String name : List.copyOf(wanted)) {
      if (!member(name).isAlive()) {
        gaveUp++;
        launch(name);
      }
    }
  }

  /** How often a process ended that nobody had asked to. */
  synchronized int gaveUp() {
    return gaveUp;
  }

  /** Where calls are noted. */
  Path calls() {
    return topics.folder().resolve("calls");
  }

  /** Starts a member, on the folder that it left if there is one. */
  synchronized void launch(String name) {
    wanted.add(name);
    ProcessUnderTest gone =
        members.put(
            name,
            ProcessUnderTest.start(
                name,
                ProcessUnderTest.javaCommand(
                    WorkerProcessMain.class.getName(),
                    calls().toString(),
                    Long.toString(CALL.toMillis())),
                Path.of("").toAbsolutePath(),
                environment(name)));
    if (gone != null) {
      gone.close();
    }
  }

  void awaitReady(String name) {
    try {
      member(name).awaitLine(line -> line.startsWith(WorkerProcessMain.READY), START_LIMIT);
    } catch (AssertionError e) {
      throw new MeasurementException("a worker did not start", e);
    }
  }

  /** {@code kill -9}. */
  synchronized void kill(String name) {
    wanted.remove(name);
    member(name).kill();
  }

  /** SIGTERM, and the wait for its end. */
  void stop(String name) {
    synchronized (this) {
      wanted.remove(name);
      member(name).terminate();
    }
    member(name).awaitExit(START_LIMIT);
  }

  /** What was rebuilt from Kafka, and can be again. */
  void loseState(String name) {
    Folders.delete(state(name));
  }

  /** Partitions that a process has taken over since it was started, those it gave up included. */
  int takenOver(String name) {
    return (int) member(name).lines().stream().filter(line -> line.contains(TAKEN_OVER)).count();
  }

  /** The scheduler that was the last to take a partition over: it has some. */
  String oneThatWorks() {
    return takenOver(FIRST) >= takenOver(SECOND) ? FIRST : SECOND;
  }

  private ProcessUnderTest member(String name) {
    ProcessUnderTest member = members.get(name);
    if (member == null) {
      throw new IllegalArgumentException("there is no " + name);
    }
    return member;
  }

  private Path state(String name) {
    return topics.folder().resolve(name);
  }

  private Map<String, String> environment(String name) {
    Object servers = topics.cluster().clients().passedThrough().get("bootstrap.servers");
    Path key = topics.folder().resolve("secrets").resolve(SecretKeys.PRIVATE_FILE);
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("WAYBILL_LOG_LEVEL", "INFO");
    environment.put("WAYBILL_KAFKA_BOOTSTRAP_SERVERS", String.valueOf(servers));
    environment.put("WAYBILL_TOPICS_PREFIX", topics.names().prefix());
    environment.put("WAYBILL_TOPICS_REPLICATION_FACTOR", "1");
    environment.put("WAYBILL_SECRETS_PRIVATE_KEY_FILE", key.toString());
    environment.put("WAYBILL_WORKER_ROLES", name.equals(EXECUTOR) ? "executor" : "scheduler");
    environment.put("WAYBILL_WORKER_DATA_FOLDER", state(name).toString());
    environment.put("WAYBILL_WORKER_PORT", "0");
    return environment;
  }

  /** The last lines of everybody, for whoever has to find out why. */
  String lastWords() {
    StringBuilder words = new StringBuilder();
    members.forEach((name, process) -> {
      List<String> lines = process.lines();
      words.append("== ").append(name).append('\n');
      lines
          .subList(Math.max(0, lines.size() - 10), lines.size())
          .forEach(line -> words.append(line).append('\n'));
    });
    return words.toString();
  }

  @Override
  public void close() {
    stopping.countDown();
    try {
      supervisor.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    members.values().forEach(ProcessUnderTest::close);
  }
}
