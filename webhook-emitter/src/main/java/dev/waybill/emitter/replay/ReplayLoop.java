package dev.waybill.emitter.replay;

import dev.waybill.emitter.fanout.EndpointCopy;
import dev.waybill.emitter.metrics.EmitterMeters;
import dev.waybill.emitter.session.SessionLoop;
import dev.waybill.lane.host.StreamsTuning;
import dev.waybill.runtime.Service;
import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.schemas.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/**
 * Runs replays on a thread of its own, session after session, until closed. It never dies silently:
 * what went wrong is its {@link #problem} until a round succeeds again.
 */
public final class ReplayLoop implements Service {
  private static final Duration REGISTRY_PATIENCE = Duration.ofSeconds(10);

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
  private final SessionLoop loop;

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
    this.loop =
        new SessionLoop("replay", "webhook-replays", this::open, failure -> Optional.empty());
  }

  @Override
  public void start() {
    loop.start();
  }

  /** What keeps replays from getting on; empty if nothing does. */
  public Optional<String> problem() {
    return loop.problem();
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
    loop.close();
  }
}
