package dev.waybill.emitter.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.emitter.event.EventHeader;
import dev.waybill.emitter.fanout.Subscription;
import dev.waybill.schemas.DeliveryLog;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Partitions;
import dev.waybill.schemas.ReplayProgress;
import dev.waybill.schemas.ReplayStatus;
import dev.waybill.schemas.Topics;
import dev.waybill.schemas.WebhookEndpoint;
import dev.waybill.schemas.WebhookReplay;
import dev.waybill.schemas.WebhookStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * One replay that runs here: reads the delivery log where the choice depends on it, then goes
 * through the events of the range, and hands over what is chosen, never more than a few hundred
 * deliveries that have not ended. Each step is bounded. For one thread.
 */
final class ReplayRun implements AutoCloseable {
  private static final int STEP = 5_000;
  private static final Duration AT_HAND = Duration.ofMillis(20);

  /** Brokers and workers are no two clocks alike: a little more is looked at than asked for. */
  private static final Duration CLOCK_BOUND = Duration.ofMinutes(1);

  private final int partitions;
  private final int logPartition;
  private final InstantSource clock;
  private final PartitionReader events;
  private final PartitionReader log;
  private final LoggedEvents logged;
  private final UUID endpointId;
  private int eventsAt = -1;
  private long scanEnd = -1;
  private boolean scanned;
  private boolean following;
  private boolean busy;

  /**
   * A run at the place where the replay stands.
   *
   * @param consumers makes consumers without a group, read committed
   */
  ReplayRun(
      WebhookReplay replay,
      Topics topics,
      int partitions,
      Supplier<Consumer<byte[], byte[]>> consumers,
      InstantSource clock) {
    this.partitions = partitions;
    this.endpointId = replay.endpointId();
    this.logPartition = Partitions.of(endpointId, partitions);
    this.clock = clock;
    this.logged = new LoggedEvents(replay.only());
    this.scanned = !LoggedEvents.matter(replay.only());
    this.events = new PartitionReader(consumers.get(), topics.operationEvents());
    this.log = new PartitionReader(consumers.get(), topics.webhookDeliveries());
  }

  /** Whether the last step got on without being worth a record. */
  boolean isBusy() {
    return busy;
  }

  /**
   * Goes on by a bounded step.
   *
   * @param replay as it now stands
   * @param endpoint as it now stands, null if it is gone
   * @return null if there is nothing to be written
   */
  @Nullable ReplayStep step(WebhookReplay replay, @Nullable WebhookEndpoint endpoint) {
    busy = false;
    if (endpoint == null
        || endpoint.status() == WebhookStatus.DELETED
        || endpoint.status() == WebhookStatus.DISABLED
        || !endpoint.partnerId().equals(replay.partnerId())) {
      return ended(replay, ReplayStatus.CANCELLED, "the webhook was disabled or deleted");
    }
    ReplayProgress progress = replay.progress();
    if (progress == null) {
      return begin(replay);
    }
    if (!scanned) {
      scan(replay);
      return logged.isTooMuch() ? tooMuch(replay) : null;
    }
    ReplayTally tally = new ReplayTally(replay, progress);
    follow(tally);
    feed(tally, replay, endpoint);
    return logged.isTooMuch() ? tooMuch(replay) : tally.step(clock.instant());
  }

  private ReplayStep begin(WebhookReplay replay) {
    List<Long> next = new ArrayList<>();
    List<Long> end = new ArrayList<>();
    for (int i = 0; i < partitions; i++) {
      next.add(events.offsetAt(i, replay.from().minus(CLOCK_BOUND)));
      end.add(events.offsetAt(i, replay.to().plus(CLOCK_BOUND)));
    }
    ReplayProgress progress = new ReplayProgress(next, end, log.end(logPartition), List.of());
    return ReplayStep.of(replay.advanced(0, 0, 0, 0, progress, clock.instant()));
  }

  /** Reads the log of the range; from the start again where a replay is taken over. */
  private void scan(WebhookReplay replay) {
    busy = true;
    if (scanEnd < 0) {
      scanEnd = log.end(logPartition);
      log.seek(logPartition, log.offsetAt(logPartition, replay.from().minus(CLOCK_BOUND)));
    }
    for (int i = 0; i < STEP && log.position() < scanEnd; i++) {
      ConsumerRecord<byte[], byte[]> record = log.next(AT_HAND);
      if (record == null) {
        break;
      }
      DeliveryLog entry = entry(record);
      if (entry != null) {
        logged.take(entry);
      }
    }
    scanned = log.position() >= scanEnd;
  }

  private void follow(ReplayTally tally) {
    if (!following) {
      log.seek(logPartition, tally.log());
      following = true;
    }
    for (int i = 0; i < STEP; i++) {
      ConsumerRecord<byte[], byte[]> record = log.next(Duration.ZERO);
      if (record == null) {
        break;
      }
      DeliveryLog entry = entry(record);
      if (entry != null) {
        logged.take(entry);
        tally.take(entry);
      }
    }
    tally.logged(log.position());
  }

  private void feed(ReplayTally tally, WebhookReplay replay, WebhookEndpoint endpoint) {
    for (int i = 0; i < STEP && !tally.isFull(); i++) {
      int partition = tally.partition();
      if (partition < 0) {
        return;
      }
      if (eventsAt != partition || events.position() != tally.next(partition)) {
        events.seek(partition, tally.next(partition));
        eventsAt = partition;
      }
      ConsumerRecord<byte[], byte[]> record = events.next(AT_HAND);
      if (record != null && record.offset() < tally.end(partition)) {
        look(record, tally, replay, endpoint);
      }
      tally.reached(partition, events.position());
      if (record == null && events.position() < tally.end(partition)) {
        return;
      }
    }
  }

  private void look(
      ConsumerRecord<byte[], byte[]> record,
      ReplayTally tally,
      WebhookReplay replay,
      WebhookEndpoint endpoint) {
    EventHeader event;
    try {
      event = EventHeader.read(record.value());
    } catch (IllegalArgumentException e) {
      return; // told of where it was fanned out
    }
    List<String> names = replay.eventNames() == null ? endpoint.eventNames() : replay.eventNames();
    if (event.timestamp().isBefore(replay.from())
        || !event.timestamp().isBefore(replay.to())
        || (replay.eventIds() != null && !replay.eventIds().contains(event.id()))
        || !Subscription.mayHave(endpoint, names, event)
        || !logged.chooses(event.id())) {
      return;
    }
    tally.found(
        replay.dryRun()
            ? null
            : Subscription.replay(
                endpoint, event, record.partition(), record.offset(), clock.instant(), replay));
  }

  /** An entry of our endpoint; the key tells, before anything is parsed. */
  private @Nullable DeliveryLog entry(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null
        || record.value() == null
        || !endpointId.toString().equals(new String(record.key(), UTF_8))) {
      return null;
    }
    try {
      DeliveryLog entry = Json.read(record.value(), DeliveryLog.class);
      return isWhole(entry) ? entry : null;
    } catch (JacksonException e) {
      return null;
    }
  }

  @SuppressWarnings("NullAway") // JSON may leave out what a record declares: that is the question
  private static boolean isWhole(@Nullable DeliveryLog entry) {
    return entry != null
        && entry.eventId() != null
        && entry.deliveryId() != null
        && entry.status() != null;
  }

  private ReplayStep tooMuch(WebhookReplay replay) {
    return ended(
        replay,
        ReplayStatus.FAILED,
        "the log of the range tells of more than %,d events; ask for shorter ranges, one by one"
            .formatted(LoggedEvents.MOST));
  }

  private ReplayStep ended(WebhookReplay replay, ReplayStatus how, String reason) {
    return ReplayStep.of(replay.ended(how, reason, clock.instant()));
  }

  @Override
  public void close() {
    events.close();
    log.close();
  }
}
