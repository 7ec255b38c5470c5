package dev.waybill.emitter.fanout;

import dev.waybill.emitter.metrics.EmitterMeters;
import dev.waybill.emitter.session.SessionLoop;
import dev.waybill.lane.host.StreamsTuning;
import dev.waybill.runtime.Service;
import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.schemas.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.Producer;

/**
 * Runs the fan-out on a thread of its own, session after session, until closed. It never dies
 * silently: what went wrong is its {@link #problem} until a round succeeds again.
 */
public final class FanOutLoop implements Service {
  private static final Duration REGISTRY_PATIENCE = Duration.ofSeconds(10);
  private static final int MAX_POLL_RECORDS = 500;

  private final KafkaClients kafka;
  private final Topics topics;
  private final String transactionalId;
  private final StreamsTuning.Patience patience;
  private final java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> fannedOut;
  private final InstantSource clock;
  private final EmitterMeters meters;
  private final SessionLoop loop;

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
    this.loop = new SessionLoop("fan-out", "webhook-fanout", this::open, this::advice);
  }

  @Override
  public void start() {
    loop.start();
  }

  /** What keeps events from being fanned out; empty if nothing does. */
  public Optional<String> problem() {
    return loop.problem();
  }

  private Optional<String> advice(RuntimeException failure) {
    return failure instanceof OffsetOutOfRangeException lost
        ? Optional.of(
            "events were deleted before they were fanned out ("
                + lost.offsetOutOfRangePartitions()
                + "); set the positions of group "
                + group()
                + " with kafka-consumer-groups.sh --reset-offsets to go on without them")
        : Optional.empty();
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
            topics.operationEvents(),
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
    loop.close();
  }
}
