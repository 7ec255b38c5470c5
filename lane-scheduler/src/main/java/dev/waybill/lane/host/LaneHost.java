package dev.waybill.lane.host;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tasks of one process, kept alive: when a stream thread dies the whole instance is closed,
 * leaves its group, so that other processes take over at once, and is started anew after a wait
 * that doubles from a quarter of a second to half a minute. Meanwhile the process is unready, with
 * the reason. Thread-safe.
 */
public final class LaneHost implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LaneHost.class);
  private static final Duration ADMIN_TIMEOUT = Duration.ofSeconds(15);

  /** What has not ended by then is given up, which exactly-once allows at any time. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private static final Duration CLOSE_STEP = Duration.ofSeconds(1);

  private final LaneHostConfig config;
  private final Supplier<Topology> topology;
  private final GroupWatch watch;
  private final Restarts restarts = new Restarts();
  private final BlockingQueue<Throwable> deaths = new LinkedBlockingQueue<>();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread supervisor;
  private volatile @Nullable KafkaStreams streams;
  private volatile @Nullable String lastDeath;
  private volatile @Nullable String trouble;

  /**
   * Makes a host; nothing runs yet.
   *
   * @param applications makes one application for each task
   * @param randoms makes one source of randomness for each task
   * @param clock of this machine, to see how old unread records are
   */
  public LaneHost(
      LaneHostConfig config,
      Supplier<LaneApplication> applications,
      Supplier<RandomGenerator> randoms,
      LaneListener listener,
      InstantSource clock) {
    this.config = config;
    this.topology =
        () ->
            LaneTopology.build(
                config.topology(),
                applications,
                randoms,
                listener,
                new RowBudget(config.tuning().cacheBytes()));
    this.watch =
        new GroupWatch(
            config.applicationId(), config.topology().topics().sources(), config.clients(), clock);
    this.supervisor =
        Thread.ofPlatform()
            .daemon()
            .name("supervisor-" + config.applicationId())
            .unstarted(this::supervise);
  }

  /**
   * Gives the group its first positions and starts. Returns before the tasks run, see {@link
   * #problem()}.
   *
   * @throws org.apache.kafka.common.KafkaException if the cluster does not answer or topics are
   *     missing
   */
  public void start() {
    try (Admin admin = Admin.create(config.clients())) {
      new FirstPositions(admin, ADMIN_TIMEOUT)
          .ensure(config.applicationId(), config.topology().topics().sources());
    }
    startInstance();
    supervisor.start();
    watch.start();
  }

  /** Why the tasks do not run, or soon cannot, in a sentence; empty if all is well. */
  public Optional<String> problem() {
    KafkaStreams running = streams;
    String failed = trouble;
    if (failed != null) {
      return Optional.of(failed);
    }
    if (running == null) {
      return Optional.of("the scheduler has not been started");
    }
    KafkaStreams.State state = running.state();
    if (state != KafkaStreams.State.RUNNING) {
      return Optional.of("the scheduler is " + state + (lastDeath == null ? "" : lastDeath));
    }
    if (restarts.isUnstable(System.nanoTime())) {
      return Optional.of(
          "the scheduler runs again, but died %d times in a row%s"
              .formatted(restarts.inRow(), lastDeath));
    }
    return watch.problem();
  }

  /**
   * Leaves the group, so that others take over at once, and finishes the running step; gives up
   * after ten seconds.
   */
  @Override
  public void close() {
    long end = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
    stop.countDown();
    supervisor.interrupt();
    watch.close();
    try {
      if (supervisor.isAlive()) {
        supervisor.join(CLOSE_STEP.multipliedBy(2));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    KafkaStreams last = streams;
    Duration left = Duration.ofNanos(end - System.nanoTime());
    if (last != null && !closed(last, left.compareTo(CLOSE_STEP) < 0 ? CLOSE_STEP : left)) {
      LOG.atWarn().addKeyValue("timeout", CLOSE_TIMEOUT).log("the scheduler did not stop in time");
    }
  }

  /** How often it died without a calm run in between. */
  int deathsInRow() {
    return restarts.inRow();
  }

  private void startInstance() {
    KafkaStreams instance =
        new KafkaStreams(topology.get(), config.streamsProperties(), new LaneClients());
    streams = instance;
    instance.setUncaughtExceptionHandler(cause -> threadDied(instance, cause));
    restarts.started(System.nanoTime());
    instance.start();
  }

  /** On the dying thread. */
  private StreamThreadExceptionResponse threadDied(KafkaStreams instance, Throwable cause) {
    deaths.add(cause);
    // An instance that closes itself stays in the group until its session ends: everybody would
    // wait for it. So the supervisor's close, which leaves, has to be first.
    long end = System.nanoTime() + CLOSE_STEP.toNanos();
    while (instance.state().isRunningOrRebalancing() && System.nanoTime() < end) {
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  private void supervise() {
    try {
      while (stop.getCount() > 0) {
        @Nullable Throwable cause = deaths.take();
        while (cause != null && stop.getCount() > 0) {
          cause = startAgain(cause);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What keeps it from starting; null if nothing does, or the process stops. */
  private @Nullable Throwable startAgain(Throwable cause) throws InterruptedException {
    Duration wait = restarts.died(System.nanoTime());
    report(cause, wait);
    KafkaStreams dead = streams;
    while (dead != null && !closed(dead, CLOSE_STEP)) {
      if (stop.getCount() == 0) {
        return null;
      }
    }
    deaths.clear();
    if (stop.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
      return null;
    }
    try {
      startInstance();
      trouble = null;
      return null;
    } catch (RuntimeException | Error e) {
      return e; // A folder that cannot be written, for one.
    }
  }

  private void report(Throwable cause, Duration wait) {
    String reason = Reason.of(cause);
    lastDeath = "; it died a while ago: " + reason;
    trouble =
        "the scheduler died (%s) and is started again within %d s; deaths in a row: %d"
            .formatted(reason, wait.toSeconds() + 1, restarts.inRow());
    LOG.atError()
        .addKeyValue("application", config.applicationId())
        .addKeyValue("reason", reason)
        .addKeyValue("in_row", restarts.inRow())
        .addKeyValue("again_after", wait)
        .log("the scheduler died and is started again");
    LOG.atDebug().setCause(cause).log("the scheduler died");
  }

  private static boolean closed(KafkaStreams instance, Duration limit) {
    return instance.close(
        CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
            .withTimeout(limit));
  }
}
