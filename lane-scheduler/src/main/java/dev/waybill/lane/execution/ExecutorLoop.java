package dev.waybill.lane.execution;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes dispatches and has them made. A loop that fails starts over with a new consumer, and shows
 * in {@link #problem()} for a while; it never stops silently. Thread-safe.
 */
public final class ExecutorLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorLoop.class);
  private static final Duration RESTART_AFTER = Duration.ofSeconds(1);

  /** Every report of a finished attempt was acknowledged before. */
  private static final Duration PRODUCER_CLOSE = Duration.ofSeconds(2);

  private final ExecutorConfig config;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final Producer<byte[], byte[]> producer;
  private final InstantSource clock;
  private final Attempts attempts;
  private final Thread thread;
  private final RecentFailure failure = new RecentFailure();
  private final Reports reports;
  private volatile boolean stopping;

  /**
   * Makes a loop; nothing runs yet.
   *
   * @param consumers makes a consumer of a group shared by all executors: {@code read_committed},
   *     no automatic commits, and {@code auto.offset.reset=none}
   * @param producer idempotent, {@code acks=all}; closed with the loop
   */
  public ExecutorLoop(
      ExecutorConfig config,
      Supplier<Consumer<byte[], byte[]>> consumers,
      Producer<byte[], byte[]> producer,
      AttemptExecutor executor,
      InstantSource clock,
      ExecutorListener listener) {
    this.config = config;
    this.consumers = consumers;
    this.producer = producer;
    this.clock = clock;
    Pauses pauses = Pauses.by(clock);
    this.reports = new Reports(producer, config.attempted(), clock, pauses, listener);
    AttemptRun.Tools tools =
        new AttemptRun.Tools(executor, reports, new LanePacer(), clock, pauses, listener);
    this.attempts = new Attempts(config, tools, listener);
    this.thread = Thread.ofPlatform().name("executor-" + config.dispatched()).unstarted(this::run);
  }

  /** Starts the loop. */
  public void start() {
    thread.start();
  }

  /** Why attempts may not be made, in a sentence; empty if nothing is wrong. */
  public Optional<String> problem() {
    if (!stopping && !thread.isAlive()) {
      return Optional.of("the executor loop is not running");
    }
    return failure.sentence().or(reports::problem).or(attempts::problem);
  }

  /** Attempts running now. */
  public int running() {
    return attempts.running();
  }

  /** Those of them that have run for long. */
  public int slow() {
    return attempts.slow();
  }

  /** Attempts of lanes that hang, which wait for a place beside those. */
  public int aside() {
    return attempts.aside();
  }

  /**
   * Takes nothing more, lets what runs finish for as long as the configuration says, gives up the
   * rest; two seconds more at most.
   */
  @Override
  public void close() {
    stopping = true;
    long end = System.nanoTime() + config.stopGrace().toNanos();
    try {
      if (thread.isAlive()) {
        thread.join(left(end));
      }
      if (!attempts.finishWithin(left(end))) {
        LOG.atWarn().addKeyValue("running", attempts.running()).log("attempts given up in a stop");
        attempts.giveUp();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      producer.close(PRODUCER_CLOSE);
    }
  }

  private static Duration left(long end) {
    return Duration.ofNanos(Math.max(1, end - System.nanoTime()));
  }

  private void run() {
    while (!stopping) {
      try (DispatchReader current =
          new DispatchReader(consumers.get(), config.dispatched(), attempts)) {
        while (!stopping) {
          current.step();
        }
      } catch (Throwable e) {
        // On purpose everything: a loop that ends on an error nobody thought of would end silently.
        failed(e);
      }
    }
  }

  private void failed(Throwable cause) {
    failure.note("the executor loop failed a moment ago: " + cause.getClass().getSimpleName());
    LOG.atError()
        .addKeyValue("topic", config.dispatched())
        .setCause(cause)
        .log("the executor loop failed");
    try {
      if (!stopping) {
        Pauses.by(clock).until(clock.instant().plus(RESTART_AFTER));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopping = true;
    }
  }
}
