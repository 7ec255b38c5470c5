package dev.waybill.api.registry;

import dev.waybill.api.kafka.Positions;
import dev.waybill.api.kafka.TopicEnds;
import dev.waybill.runtime.Service;
import dev.waybill.runtime.StartupException;
import dev.waybill.runtime.kafka.KafkaClients;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all partitions of a topic from the beginning, on a thread of its own, and lets others wait
 * until it has come to a position. Thread-safe.
 */
final class TopicFollower implements Service {
  private static final Logger log = LoggerFactory.getLogger(TopicFollower.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
  private static final long RETRY_MS = 1_000;

  private final String name;
  private final List<TopicPartition> assigned;
  private final KafkaClients clients;
  private final Admin admin;
  private final Consumer<ConsumerRecord<byte[], byte[]>> taker;
  private final Positions positions;
  private final TopicEnds ends;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final AtomicReference<@Nullable String> problem =
      new AtomicReference<>("not started yet");
  private final Thread thread;
  private volatile boolean live;
  private volatile org.apache.kafka.clients.consumer.@Nullable Consumer<byte[], byte[]> consumer;

  TopicFollower(
      String name,
      String topic,
      int partitions,
      KafkaClients clients,
      Admin admin,
      Consumer<ConsumerRecord<byte[], byte[]>> taker) {
    this.name = name;
    this.assigned =
        IntStream.range(0, partitions).mapToObj(p -> new TopicPartition(topic, p)).toList();
    this.clients = clients;
    this.admin = admin;
    this.taker = taker;
    this.positions = new Positions(partitions);
    this.ends = new TopicEnds(admin, assigned);
    this.thread = Thread.ofPlatform().name("waybill-api-" + name).unstarted(this::run);
  }

  @Override
  public void start() {
    thread.start();
    goLive(reachEnd(START_LIMIT));
  }

  /**
   * The same without waiting for what is still open in a transaction: for what is told again soon.
   */
  void startWithWhatCanBeRead() {
    thread.start();
    goLive(reachWhatCanBeRead(partition -> true, START_LIMIT));
  }

  private void goLive(boolean reached) {
    if (!reached) {
      throw new StartupException(
          ("the %s could not be read within %d s; check that Kafka answers, that its topic exists,"
                  + " and that nobody left a transaction open on it (docs/operations.md)")
              .formatted(name, START_LIMIT.toSeconds()));
    }
    live = true;
  }

  @Override
  public void close() {
    stopping.countDown();
    org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> open = consumer;
    if (open != null) {
      open.wakeup();
    }
    if (thread.getState() == Thread.State.NEW) {
      return; // what was to start before it did not
    }
    try {
      boolean ended = thread.join(CLOSE_LIMIT);
      log.debug("closed: registry={} in_time={}", name, ended);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  Optional<String> problem() {
    return Optional.ofNullable(problem.get());
  }

  /** Whether the topic was read to its end once. */
  boolean isLive() {
    return live;
  }

  /** Waits until everything before an offset was taken in; false if it was not in time. */
  boolean reach(int partition, long offset, Duration limit) {
    return positions.await(Map.of(partition, offset), limit);
  }

  /** Waits until everything that is on the topic now was taken in; false if it was not in time. */
  boolean reachEnd(Duration limit) {
    return reachEnd(assigned, limit, limit);
  }

  /**
   * The same of one partition: what is open in others is none of the caller's business.
   *
   * @param ask how long the broker may take to tell the end
   * @param limit how long it may take to come to it
   */
  boolean reachEnd(int partition, Duration ask, Duration limit) {
    return reachEnd(List.of(assigned.get(partition)), ask, limit);
  }

  /**
   * Waits until everything is taken in that could be read when asked: whatever a writer of any
   * instance was told of is among it, and what is still open in a transaction is not waited for.
   *
   * @param limit how long that may take
   * @return false if it was not in time, or Kafka does not tell
   */
  boolean reachWhatCanBeRead(IntPredicate wanted, Duration limit) {
    try {
      Map<Integer, Long> all = ends.ask().get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return positions.await(
          all.entrySet().stream()
              .filter(end -> wanted.test(end.getKey()))
              .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
          limit);
    } catch (ExecutionException | TimeoutException e) {
      log.warn("the end is not known: registry={} reason={}", name, e.toString());
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean reachEnd(List<TopicPartition> asked, Duration ask, Duration limit) {
    try {
      Map<Integer, Long> ends =
          admin
              .listOffsets(
                  asked.stream()
                      .collect(Collectors.toMap(Function.identity(), p -> OffsetSpec.latest())))
              .all()
              .get(ask.toMillis(), TimeUnit.MILLISECONDS)
              .entrySet()
              .stream()
              .collect(Collectors.toMap(e -> e.getKey().partition(), e -> e.getValue().offset()));
      return positions.await(ends, limit);
    } catch (ExecutionException | TimeoutException e) {
      log.warn("the end is not known: registry={} reason={}", name, e.toString());
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  void warnOf(String effect, byte @Nullable [] key) {
    log.warn(
        "a record was not taken: registry={} effect={} key={}",
        name,
        effect,
        RowKeys.id(key).map(Object::toString).orElse("not a UUID"));
  }

  private void run() {
    while (stopping.getCount() > 0) {
      try (org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> open =
          clients.consumer(null, Map.of("client.id", "waybill-api-" + name))) {
        consumer = open;
        follow(open);
      } catch (WakeupException e) {
        // asked to stop
      } catch (KafkaException e) {
        problem.set("cannot follow its topic: " + e.getMessage());
        log.warn("cannot follow the topic: registry={} reason={}", name, e.toString());
        log.debug("cannot follow the topic", e);
        pause();
      }
    }
  }

  private void follow(org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> open) {
    open.assign(assigned);
    for (TopicPartition partition : assigned) {
      long reached = positions.of(partition.partition());
      if (reached > 0) {
        open.seek(partition, reached);
      } else {
        open.seekToBeginning(List.of(partition));
      }
    }
    while (stopping.getCount() > 0) {
      open.poll(POLL).forEach(taker);
      // Not the records' own offsets: markers of transactions count, too.
      assigned.forEach(
          partition -> positions.advance(partition.partition(), open.position(partition)));
      positions.announce();
      problem.set(null);
    }
  }

  private void pause() {
    try {
      boolean stopped = stopping.await(RETRY_MS, TimeUnit.MILLISECONDS);
      log.debug("retrying: registry={} stopped={}", name, stopped);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopping.countDown();
    }
  }
}
