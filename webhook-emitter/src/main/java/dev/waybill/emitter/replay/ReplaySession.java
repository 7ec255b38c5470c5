package dev.waybill.emitter.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.uuid.Generators;
import dev.waybill.emitter.fanout.EndpointCopy;
import dev.waybill.emitter.session.Session;
import dev.waybill.schemas.DeliveryRequest;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.ReplayStatus;
import dev.waybill.schemas.Topics;
import dev.waybill.schemas.WebhookCommand;
import dev.waybill.schemas.WebhookReplay;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The replays for as long as nothing goes wrong: whatever is thrown ends the session, and the next
 * one goes on where the log says. For one thread, but for {@link #wakeUp}.
 *
 * <p>A step's deliveries and the replay's next version are one transaction, fenced by the group of
 * {@code webhook.replays}: whoever has its partition runs a replay. A step is taken only from what
 * was read back, so a cancellation that came first is obeyed.
 */
final class ReplaySession implements Session {
  private static final Logger log = LoggerFactory.getLogger(ReplaySession.class);
  private static final Duration IDLE = Duration.ofMillis(200);
  private static final Duration BUSY = Duration.ofMillis(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Each has two consumers of its own; those beyond wait for the oldest to end. */
  private static final int AT_ONCE = 64;

  private final Consumer<byte[], byte[]> replays;
  private final Producer<byte[], byte[]> producer;
  private final EndpointCopy endpoints;
  private final Supplier<Consumer<byte[], byte[]>> readers;
  private final Topics topics;
  private final InstantSource clock;
  private final ReplayBook book = new ReplayBook();
  private final Map<UUID, ReplayRun> runs = new HashMap<>();
  private final Map<TopicPartition, Long> behind = new HashMap<>();
  private int partitions;

  ReplaySession(
      Consumer<byte[], byte[]> replays,
      Producer<byte[], byte[]> producer,
      EndpointCopy endpoints,
      Supplier<Consumer<byte[], byte[]>> readers,
      Topics topics,
      InstantSource clock) {
    this.replays = replays;
    this.producer = producer;
    this.endpoints = endpoints;
    this.readers = readers;
    this.topics = topics;
    this.clock = clock;
  }

  /**
   * Runs replays until told to stop.
   *
   * @param working called after each successful round
   */
  @Override
  public void run(BooleanSupplier goOn, Runnable working) {
    endpoints.open();
    endpoints.catchUp();
    producer.initTransactions();
    partitions = replays.partitionsFor(topics.webhookReplays()).size();
    replays.subscribe(List.of(topics.webhookReplays()), new FromTheBeginning());
    boolean busy = false;
    try {
      while (goOn.getAsBoolean()) {
        replays.poll(busy ? BUSY : IDLE).forEach(book::take);
        behind.entrySet().removeIf(end -> replays.position(end.getKey()) >= end.getValue());
        endpoints.readOn();
        busy = advance();
        if (!replays.assignment().isEmpty()) {
          working.run();
        }
      }
    } catch (WakeupException e) {
      log.debug("replays woken up to stop");
    }
  }

  /** Ends a waiting poll; from any thread. */
  @Override
  public void wakeUp() {
    replays.wakeup();
  }

  /** One step of each replay; false if none got on. */
  private boolean advance() {
    runs.entrySet().removeIf(run -> isOver(run.getKey(), run.getValue()));
    boolean busy = false;
    for (WebhookReplay replay : book.running()) {
      TopicPartition place = place(replay);
      boolean mine = replays.assignment().contains(place) && !behind.containsKey(place);
      if (mine && (runs.containsKey(replay.id()) || runs.size() < AT_ONCE)) {
        ReplayRun run = run(replay);
        ReplayStep step = run.step(replay, endpoints.find(replay.endpointId()));
        if (step != null) {
          commit(place, step);
        }
        busy |= step != null || run.isBusy();
      }
    }
    return busy;
  }

  private boolean isOver(UUID id, ReplayRun run) {
    if (book.running(id) != null) {
      return false;
    }
    run.close();
    return true;
  }

  private ReplayRun run(WebhookReplay replay) {
    ReplayRun known = runs.get(replay.id());
    if (known != null) {
      return known;
    }
    endpoints.catchUp();
    ReplayRun run = new ReplayRun(replay, topics, partitions, readers, clock);
    runs.put(replay.id(), run);
    log.info("replay taken up: replay={} only={}", replay.id(), replay.only().wireName());
    return run;
  }

  private TopicPartition place(WebhookReplay replay) {
    return new TopicPartition(topics.webhookReplays(), book.partition(replay.id()));
  }

  private void commit(TopicPartition place, ReplayStep step) {
    producer.beginTransaction();
    for (DeliveryRequest request : step.requests()) {
      byte[] key = request.endpointId().toString().getBytes(UTF_8);
      // A failed send fails the commit, which is where it is looked at.
      var _ =
          producer.send(new ProducerRecord<>(topics.webhookRequested(), key, Json.write(request)));
    }
    WebhookReplay next = step.next();
    if (next.status() == ReplayStatus.CANCELLED) {
      // What waits in the lane must not go out when the webhook is active again.
      var _ = producer.send(cancellation(next));
    }
    Future<RecordMetadata> row =
        producer.send(
            new ProducerRecord<>(
                place.topic(),
                place.partition(),
                next.id().toString().getBytes(UTF_8),
                Json.write(next)));
    // The position is of no use but to be refused when the partition is somebody else's by now.
    producer.sendOffsetsToTransaction(
        Map.of(place, new OffsetAndMetadata(replays.position(place))), replays.groupMetadata());
    producer.commitTransaction();
    readBack(place, offset(row));
  }

  private ProducerRecord<byte[], byte[]> cancellation(WebhookReplay replay) {
    WebhookCommand command =
        new WebhookCommand(
            Generators.nameBasedGenerator(replay.id()).generate(WebhookCommand.CANCEL_REPLAY),
            replay.endpointId(),
            WebhookCommand.CANCEL_REPLAY,
            replay.id(),
            clock.instant());
    byte[] key = replay.endpointId().toString().getBytes(UTF_8);
    return new ProducerRecord<>(topics.webhookCommands(), key, Json.write(command));
  }

  private static long offset(Future<RecordMetadata> row) {
    try {
      return row.get().offset();
    } catch (ExecutionException e) {
      throw new KafkaException("a replay's progress was not written", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }

  private void readBack(TopicPartition place, long offset) {
    long begun = System.nanoTime();
    while (replays.assignment().contains(place) && replays.position(place) <= offset) {
      if (System.nanoTime() - begun > PATIENCE.toNanos()) {
        throw new TimeoutException("a replay's progress could not be read back");
      }
      replays.poll(IDLE).forEach(book::take);
    }
  }

  /** The topic is compacted, and all that runs must be known: each owner reads all of it. */
  private final class FromTheBeginning implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> given) {
      for (TopicPartition partition : given) {
        book.forget(partition.partition());
        behind.remove(partition);
      }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> taken) {
      replays.seekToBeginning(taken);
      behind.putAll(replays.endOffsets(taken));
    }
  }

  /** Aborts what is open: closing a producer does. */
  @Override
  public void close() {
    runs.values().forEach(ReplayRun::close);
    producer.close(Duration.ofSeconds(5));
    replays.close();
    endpoints.close();
  }
}
