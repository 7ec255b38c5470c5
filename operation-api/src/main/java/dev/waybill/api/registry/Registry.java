package dev.waybill.api.registry;

import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import dev.waybill.api.kafka.RecordPublisher;
import dev.waybill.api.kafka.Written;
import dev.waybill.runtime.Service;
import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.Partitions;
import dev.waybill.schemas.WebhookEndpoint;
import dev.waybill.schemas.WebhookReplay;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * A compacted topic as a copy in memory. What was {@link #put}, and answered, is seen by the next
 * {@link #find} and {@link #all}, whichever instance put it: where there are several, both wait
 * until the copy has reached the topic's end as it was when asked, a few milliseconds. Thread-safe.
 */
public final class Registry<T> implements Service {
  private static final Duration ASKING = Duration.ofSeconds(5);

  /**
   * What a killed emitter had begun in the topic is aborted by the broker after 10 s, its default;
   * until then nothing behind it can be read.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(12);

  private final String topic;
  private final Row<T> row;
  private final RowCopy<T> copy;
  private final RecordPublisher publisher;
  private final boolean shared;

  /** Of records that were refused before the topic's end was reached: what stands may change. */
  private final Set<UUID> refused = ConcurrentHashMap.newKeySet();

  private final TopicFollower follower;

  private Registry(
      String topic,
      Row<T> row,
      KafkaClients clients,
      Admin admin,
      RecordPublisher publisher,
      boolean shared) {
    this.topic = topic;
    this.row = row;
    this.copy = new RowCopy<>(row);
    this.publisher = publisher;
    this.shared = shared;
    this.follower =
        new TopicFollower(
            row.name(),
            topic,
            publisher.partitions(),
            clients,
            admin,
            record -> take(record.key(), record.value(), Instant.ofEpochMilli(record.timestamp())));
  }

  /**
   * The registry of connections.
   *
   * @param shared whether other instances write rows, too
   */
  public static Registry<Connection> connections(
      String topic, KafkaClients clients, Admin admin, RecordPublisher publisher, boolean shared) {
    return new Registry<>(topic, Row.CONNECTION, clients, admin, publisher, shared);
  }

  /**
   * The registry of webhook endpoints.
   *
   * @param shared whether other instances write rows, too
   */
  public static Registry<WebhookEndpoint> webhooks(
      String topic, KafkaClients clients, Admin admin, RecordPublisher publisher, boolean shared) {
    return new Registry<>(topic, Row.WEBHOOK, clients, admin, publisher, shared);
  }

  /**
   * Replays of webhooks, and how far they are.
   *
   * @param shared whether other instances write rows, too
   */
  public static Registry<WebhookReplay> replays(
      String topic, KafkaClients clients, Admin admin, RecordPublisher publisher, boolean shared) {
    return new Registry<>(topic, Row.REPLAY, clients, admin, publisher, shared);
  }

  /** Reads the topic to its end, then follows it. */
  @Override
  public void start() {
    follower.start();
    refused.forEach(this::writeAgain);
    refused.clear();
  }

  @Override
  public void close() {
    follower.close();
  }

  /** What keeps the copy from following, if anything. */
  public Optional<String> problem() {
    return follower.problem();
  }

  /**
   * A row with every change that was answered, by whichever instance.
   *
   * @throws RefusedException 503 if it cannot be told in time
   */
  public Optional<T> find(UUID id) {
    if (!shared) {
      return known(id);
    }
    catchUp(Set.of(id));
    return copy.find(id);
  }

  /**
   * A row that may have changed elsewhere a moment ago, for what does not change: who owns it, and
   * that it is there.
   *
   * @throws RefusedException 503 if the row is not here and the topic's end cannot be reached
   */
  public Optional<T> known(UUID id) {
    Optional<T> known = copy.find(id);
    if (known.isPresent()) {
      return known;
    }
    reachEndOf(id);
    return copy.find(id);
  }

  /**
   * Takes in every change of some rows that was answered, by whichever instance; then {@link #peek}
   * has them.
   *
   * @throws RefusedException 503 if that is not in time
   */
  public void catchUp(Collection<UUID> ids) {
    if (shared) {
      Set<Integer> wanted =
          ids.stream()
              .map(id -> Partitions.of(id, publisher.partitions()))
              .collect(Collectors.toSet());
      reachWhatCanBeRead(wanted::contains);
    } else {
      // Another producer may have made them: one look for each partition, whatever is asked for.
      ids.stream()
          .filter(id -> copy.find(id).isEmpty())
          .collect(
              Collectors.toMap(
                  id -> Partitions.of(id, publisher.partitions()), id -> id, (one, other) -> one))
          .values()
          .forEach(this::reachEndOf);
    }
  }

  /**
   * Takes in every change that was answered, by whichever instance.
   *
   * @throws RefusedException 503 if that is not in time
   */
  public void catchUp() {
    if (shared) {
      reachWhatCanBeRead(partition -> true);
    }
  }

  private void reachWhatCanBeRead(IntPredicate wanted) {
    if (!follower.reachWhatCanBeRead(wanted, ASKING)) {
      throw behind();
    }
  }

  /**
   * A row as it is to be changed: whatever was written until now has been taken in, also what its
   * writer was not told of in time.
   *
   * @throws RefusedException 503 if the topic's end cannot be reached
   */
  public Optional<T> newest(UUID id) {
    reachEndOf(id);
    return copy.find(id);
  }

  private void reachEndOf(UUID id) {
    if (!follower.reachEnd(Partitions.of(id, publisher.partitions()), ASKING, PATIENCE)) {
      throw behind();
    }
  }

  /** A row if it is here, without waiting for anything. */
  public Optional<T> peek(UUID id) {
    return copy.find(id);
  }

  /**
   * All rows with every change that was answered, by whichever instance, in no order.
   *
   * @throws RefusedException 503 if they cannot be told in time
   */
  public Collection<T> all() {
    catchUp();
    return copy.all();
  }

  /**
   * Writes a row and waits until it was read back.
   *
   * @return the row as it now stands; not the one that was put if its id belongs to somebody else,
   *     or if another change has come before
   * @throws RefusedException 503 if Kafka does not acknowledge, or it cannot be read back in time
   */
  public T put(T next) {
    UUID id = row.id().apply(next);
    Written written = publisher.write(topic, id, next);
    if (!follower.reach(written.partition(), written.offset() + 1, PATIENCE)) {
      throw behind();
    }
    return copy.find(id).orElse(next);
  }

  /**
   * Takes rows off the topic that have been over for so long that nothing names them any more. To
   * be called now and then; several instances may.
   *
   * @param most at a time
   * @return how many there were; if as many as might be, there may be more
   */
  public int forget(Instant now, int most) {
    List<UUID> ended = copy.ofNoUse(now, most);
    ended.forEach(id -> publisher.writeEnd(topic, id));
    return ended.size();
  }

  /**
   * Takes a record in. A record that was refused is now the newest of its key, and compaction would
   * leave it alone: so the row that stands is written once more behind it.
   */
  private void take(byte @Nullable [] key, byte @Nullable [] value, Instant at) {
    RowCopy.Effect effect = copy.apply(key, value, at);
    switch (effect) {
      case TAKEN -> {}
      case MALFORMED, REFUSED -> {
        follower.warnOf(effect.name(), key);
        RowKeys.id(key).ifPresent(follower.isLive() ? this::writeAgain : refused::add);
      }
    }
  }

  private void writeAgain(UUID id) {
    copy.find(id).ifPresent(stands -> publisher.writeUnacknowledged(topic, id, stands));
  }

  private RefusedException behind() {
    return RefusedException.retryLater(
        ProblemCode.REGISTRY_UNAVAILABLE, "the " + row.name() + " is behind; try again", 2);
  }
}
