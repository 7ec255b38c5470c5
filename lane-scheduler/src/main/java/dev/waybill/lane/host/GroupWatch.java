package dev.waybill.lane.host;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches from outside whether a consumer group can go on reading its topics: whether the cluster
 * answers, whether somebody's open transaction holds records back, and whether what waits to be
 * read nears the end of its retention (guarantee G1). Asks on a thread of its own; thread-safe.
 */
public final class GroupWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GroupWatch.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(3);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

  /** Retention is of hours and more. */
  private static final int RETENTION_AT_EACH = 10;

  /** A broker's restart is shorter. */
  private static final Duration SILENCE_SHOWS = Duration.ofSeconds(10);

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);

  private final String group;
  private final List<String> topics;
  private final Map<String, Object> clients;
  private final OpenTransactions transactions = new OpenTransactions();
  private final RetentionCheck retention;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;
  private volatile long answeredAtNanos;
  private volatile @Nullable String heldBack;
  private volatile @Nullable String endangered;

  /**
   * Makes a watch; {@link #start} has it look.
   *
   * @param topics that the group reads
   * @param clients the operator's Kafka properties, {@code bootstrap.servers} among them
   * @param clock to compare with the times of records
   */
  public GroupWatch(
      String group, List<String> topics, Map<String, Object> clients, InstantSource clock) {
    this.group = group;
    this.topics = List.copyOf(topics);
    this.clients = new HashMap<>(clients);
    this.clients.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis(ANSWER_TIMEOUT));
    this.clients.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 2 * millis(ANSWER_TIMEOUT));
    this.retention = new RetentionCheck(group, topics, clients, clock);
    this.thread = Thread.ofVirtual().name("watch-" + group).unstarted(this::run);
  }

  private static int millis(Duration duration) {
    return Math.toIntExact(duration.toMillis());
  }

  /** Starts to look. */
  public void start() {
    answeredAtNanos = System.nanoTime();
    thread.start();
  }

  /** What keeps the group from reading, or is about to, in a sentence; empty if nothing does. */
  public Optional<String> problem() {
    Duration silence = Duration.ofNanos(System.nanoTime() - answeredAtNanos);
    if (thread.isAlive() && silence.compareTo(SILENCE_SHOWS) > 0) {
      return Optional.of(
          "Kafka has not answered for %d s; what is accepted waits there"
              .formatted(silence.toSeconds()));
    }
    return Optional.ofNullable(heldBack).or(() -> Optional.ofNullable(endangered));
  }

  /** Stops looking. */
  @Override
  public void close() {
    stop.countDown();
    thread.interrupt();
    try {
      if (thread.isAlive()) {
        thread.join(STOP_TIMEOUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (Admin admin = Admin.create(clients)) {
      Answers answers = new Answers(ANSWER_TIMEOUT);
      for (int round = 0; !stop.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS); round++) {
        look(admin, answers, round);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(Admin admin, Answers answers, int round) {
    try {
      answers.await(admin.describeCluster().nodes());
      heldBack = transactions.look(admin, answers, topics).orElse(null);
      if (round % RETENTION_AT_EACH == 0) {
        endangered = retention.look(admin, answers).orElse(null);
      }
      answeredAtNanos = System.nanoTime();
    } catch (KafkaException e) {
      LOG.atDebug().addKeyValue("group", group).setCause(e).log("Kafka could not be asked");
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("group", group).setCause(e).log("a look failed, which is a bug");
    }
  }
}
