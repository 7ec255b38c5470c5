package dev.waybill.lane.host;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tasks of one process. A stream thread that dies is replaced, and the process is unready until
 * the new one runs; if threads die again and again it stays so for people to see. Thread-safe.
 */
public final class LaneHost implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LaneHost.class);
  private static final Duration ADMIN_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration FAILURE_SHOWS = Duration.ofSeconds(30);

  private final LaneHostConfig config;
  private final KafkaStreams streams;
  private final AtomicReference<@Nullable Failure> lastFailure = new AtomicReference<>();

  /**
   * Makes a host; nothing runs yet.
   *
   * @param applications makes one application for each task
   * @param randoms makes one source of randomness for each task
   */
  public LaneHost(
      LaneHostConfig config,
      Supplier<LaneApplication> applications,
      Supplier<RandomGenerator> randoms,
      LaneListener listener) {
    this.config = config;
    this.streams =
        new KafkaStreams(
            LaneTopology.build(config.topology(), applications, randoms, listener),
            config.streamsProperties());
    streams.setUncaughtExceptionHandler(this::threadDied);
  }

  private record Failure(String reason, long atNanos) {}

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
    streams.start();
  }

  /** Why the tasks do not run, in a sentence; empty if they do. */
  public Optional<String> problem() {
    KafkaStreams.State state = streams.state();
    if (state != KafkaStreams.State.RUNNING) {
      return Optional.of("the scheduler is " + state);
    }
    Failure failure = lastFailure.get();
    if (failure != null && System.nanoTime() - failure.atNanos() < FAILURE_SHOWS.toNanos()) {
      return Optional.of("a scheduler thread died a moment ago: " + failure.reason());
    }
    return Optional.empty();
  }

  /** For binding Kafka's own metrics. */
  public KafkaStreams streams() {
    return streams;
  }

  /**
   * Leaves the group, so that others take over at once, and finishes the running step; bounded by
   * half a minute.
   */
  @Override
  public void close() {
    boolean closed =
        streams.close(
            CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                .withTimeout(CLOSE_TIMEOUT));
    if (!closed) {
      LOG.atWarn().addKeyValue("timeout", CLOSE_TIMEOUT).log("the scheduler did not stop in time");
    }
  }

  private StreamThreadExceptionResponse threadDied(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String reason = root.getClass().getSimpleName();
    lastFailure.set(new Failure(reason, System.nanoTime()));
    LOG.atError()
        .addKeyValue("application", config.applicationId())
        .setCause(cause)
        .log("a scheduler thread died and is replaced");
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }
}
