package dev.waybill.emitter.replay;

import dev.waybill.emitter.fanout.EndpointCopy;
import dev.waybill.emitter.metrics.EmitterMeters;
import dev.waybill.lane.host.StreamsTuning;
import dev.waybill.runtime.Service;
import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.schemas.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs replays on a thread of its own, session after session, until closed. It never dies silently:
 * what went wrong is its {@link #problem} until a round succeeds again.
 */
public final class ReplayLoop implements Service {
  private static final Logger log = LoggerFactory.getLogger(ReplayLoop.class);
  private static final Duration REGISTRY_PATIENCE = Duration.ofSeconds(10);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);

  /**
   * A replay reads far and long, beside everything else. A fetch that waits at the end of one
   * partition would keep the reader from the next.
   */
  private static final Map<String, Object> READER =
      Map.of(
          "max.poll.records", 1_000, "max.partition.fetch.bytes", 1 << 20, "fetch.max.wait.ms", 10);

  private final KafkaClients kafka;
  private final Topics topics;
  private final String transactionalId;
  private final StreamsTuning.Patience patience;
  private final InstantSource clock;
  private final EmitterMeters meters;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread = Thread.ofPlatform().name("webhook-replays").unstarted(this::run);
  private volatile @Nullable ReplaySession session;
  private volatile Optional<String> problem = Optional.of("replays have not begun yet");

  /**
   * A loop that is not started yet.
   *
   * @param transactionalId the same after a restart of this instance, so that what it left open is
   *     aborted at once; no other instance's
   * @param patience of others with this instance, once it was killed
   */
  public ReplayLoop(
      KafkaClients kafka,
      Topics topics,
      String transactionalId,
      StreamsTuning.Patience patience,
      InstantSource clock,
      EmitterMeters meters) {
    this.kafka = kafka;
    this.topics = topics;
    this.transactionalId = transactionalId;
    this.patience = patience;
    this.clock = clock;
    this.meters = meters;
  }

  @Override
  public void start() {
    thread.start();
  }

  /** What keeps replays from getting on; empty if nothing does. */
  public Optional<String> problem() {
    return thread.isAlive() || stopping.getCount() == 0
        ? problem
        : Optional.of("the replays' thread is not running");
  }

  private void run() {
    while (running()) {
      try (ReplaySession current = open()) {
        session = current;
        current.run(this::running, () -> problem = Optional.empty());
      } catch (RuntimeException e) {
        failed(e);
      } finally {
        session = null;
      }
    }
  }

  private void failed(RuntimeException e) {
    if (!running()) {
      return;
    }
    problem = Optional.of("replays failed and are tried again: " + e.getClass().getSimpleName());
    log.warn("replays failed and are tried again: reason={}", e.toString());
    log.debug("replays failed", e);
    try {
      boolean stopped = stopping.await(PAUSE_AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
      log.debug("pause of replays over: stopping={}", stopped);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean running() {
    return stopping.getCount() > 0 && !Thread.currentThread().isInterrupted();
  }

  private ReplaySession open() {
    Consumer<byte[], byte[]> registry = kafka.consumer(null, Map.of());
    try {
      Consumer<byte[], byte[]> replays =
          kafka.consumer(
              topics.prefix() + "webhook-emitter-replays",
              KafkaClients.session(patience.session()));
      try {
        return new ReplaySession(
            replays,
            producer(),
            new EndpointCopy(registry, topics.webhookRegistry(), meters, REGISTRY_PATIENCE),
            () -> kafka.consumer(null, READER),
            topics,
            clock);
      } catch (RuntimeException e) {
        replays.close();
        throw e;
      }
    } catch (RuntimeException e) {
      registry.close();
      throw e;
    }
  }

  private Producer<byte[], byte[]> producer() {
    return kafka.producer(
        Map.of(
            "transactional.id",
            transactionalId,
            "transaction.timeout.ms",
            Math.toIntExact(patience.transaction().toMillis())));
  }

  /** Finishes the step that it is at. */
  @Override
  public void close() {
    stopping.countDown();
    ReplaySession current = session;
    if (current != null) {
      current.wakeUp();
    }
    try {
      if (!thread.join(STOP_PATIENCE)) {
        log.warn("the replays do not stop; they are left to the end of the process");
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
