package dev.waybill.emitter.fanout;

import dev.waybill.emitter.metrics.EmitterMeters;
import dev.waybill.lane.host.StreamsTuning;
import dev.waybill.runtime.Service;
import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.schemas.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the fan-out on a thread of its own, session after session, until closed. It never dies
 * silently: what went wrong is its {@link #problem} until a round succeeds again.
 */
public final class FanOutLoop implements Service {
  private static final Logger log = LoggerFactory.getLogger(FanOutLoop.class);
  private static final Duration REGISTRY_PATIENCE = Duration.ofSeconds(10);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);
  private static final int MAX_POLL_RECORDS = 500;

  private final KafkaClients kafka;
  private final Topics topics;
  private final String transactionalId;
  private final StreamsTuning.Patience patience;
  private final java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> fannedOut;
  private final InstantSource clock;
  private final EmitterMeters meters;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread = Thread.ofPlatform().name("webhook-fanout").unstarted(this::run);
  private volatile @Nullable FanOutSession session;
  private volatile Optional<String> problem = Optional.of("the fan-out has not begun yet");

  /**
   * A loop that is not started yet.
   *
   * @param transactionalId the same after a restart of this instance, so that what it left open is
   *     aborted at once; no other instance's
   * @param patience of others with this instance, once it was killed
   * @param fannedOut told of each event that somebody is to get
   */
  public FanOutLoop(
      KafkaClients kafka,
      Topics topics,
      String transactionalId,
      StreamsTuning.Patience patience,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> fannedOut,
      InstantSource clock,
      EmitterMeters meters) {
    this.kafka = kafka;
    this.topics = topics;
    this.transactionalId = transactionalId;
    this.patience = patience;
    this.fannedOut = fannedOut;
    this.clock = clock;
    this.meters = meters;
  }

  @Override
  public void start() {
    thread.start();
  }

  /** What keeps events from being fanned out; empty if nothing does. */
  public Optional<String> problem() {
    return thread.isAlive() || stopping.getCount() == 0
        ? problem
        : Optional.of("the fan-out's thread is not running");
  }

  private void run() {
    while (running()) {
      try (FanOutSession current = open()) {
        session = current;
        current.run(topics.operationEvents(), this::running, () -> problem = Optional.empty());
      } catch (OffsetOutOfRangeException e) {
        failed(
            "events were deleted before they were fanned out ("
                + e.offsetOutOfRangePartitions()
                + "); set the positions of group "
                + group()
                + " with kafka-consumer-groups.sh --reset-offsets to go on without them",
            e);
      } catch (RuntimeException e) {
        failed("the fan-out failed and is tried again: " + e.getClass().getSimpleName(), e);
      } finally {
        session = null;
      }
    }
  }

  private void failed(String what, RuntimeException e) {
    if (!running()) {
      return;
    }
    problem = Optional.of(what);
    log.warn("{}: {}", what, e.getMessage());
    log.debug("fan-out failed", e);
    try {
      boolean stopped = stopping.await(PAUSE_AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
      log.debug("fan-out pause over: stopping={}", stopped);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean running() {
    return stopping.getCount() > 0 && !Thread.currentThread().isInterrupted();
  }

  /** The consumer group that all instances share. */
  public String group() {
    return topics.prefix() + "webhook-emitter-fanout";
  }

  private FanOutSession open() {
    Consumer<byte[], byte[]> registry = kafka.consumer(null, Map.of());
    try {
      Consumer<byte[], byte[]> events = kafka.consumer(group(), consumerSettings());
      try {
        return new FanOutSession(
            events,
            producer(),
            new EndpointCopy(registry, topics.webhookRegistry(), meters, REGISTRY_PATIENCE),
            new FanOut(topics, clock),
            fannedOut,
            meters);
      } catch (RuntimeException e) {
        events.close();
        throw e;
      }
    } catch (RuntimeException e) {
      registry.close();
      throw e;
    }
  }

  private Map<String, Object> consumerSettings() {
    Map<String, Object> settings = new HashMap<>(KafkaClients.session(patience.session()));
    settings.put("max.poll.records", MAX_POLL_RECORDS);
    return settings;
  }

  private Producer<byte[], byte[]> producer() {
    return kafka.producer(
        Map.of(
            "transactional.id",
            transactionalId,
            "transaction.timeout.ms",
            Math.toIntExact(patience.transaction().toMillis()),
            "linger.ms",
            2));
  }

  /** Finishes the batch that it is at. */
  @Override
  public void close() {
    stopping.countDown();
    FanOutSession current = session;
    if (current != null) {
      current.wakeUp();
    }
    try {
      if (!thread.join(STOP_PATIENCE)) {
        log.warn("the fan-out does not stop; it is left to the end of the process");
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
