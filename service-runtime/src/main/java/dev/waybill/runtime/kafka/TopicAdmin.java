package dev.waybill.runtime.kafka;

import dev.waybill.runtime.StartupException;
import dev.waybill.schemas.TopicPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates the topics of a plan, or checks those that are there. */
public final class TopicAdmin {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private TopicAdmin() {}

  /**
   * Creates what is missing and checks the rest.
   *
   * @return the names that were created
   * @throws StartupException if Kafka cannot be reached, or a topic has another number of
   *     partitions than planned
   */
  public static List<String> ensure(Admin admin, TopicPlan plan) {
    check(admin, plan);
    Set<String> existing = existing(admin);
    List<NewTopic> missing =
        plan.newTopics().stream().filter(topic -> !existing.contains(topic.name())).toList();
    List<String> created = new ArrayList<>();
    for (Map.Entry<String, KafkaFuture<Void>> result :
        admin.createTopics(missing).values().entrySet()) {
      try {
        await(result.getValue());
        created.add(result.getKey());
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) { // else another one was faster
          throw new StartupException(
              "the topic %s cannot be created: %s".formatted(result.getKey(), reason(e)), e);
        }
      }
    }
    check(admin, plan);
    awaitLeaders(admin, plan);
    return created;
  }

  /**
   * Waits until each partition is served. A leader is known to the metadata before it takes
   * records, and an idempotent producer with more than one request on the way that comes in between
   * is stuck until its delivery timeout: the broker refuses its first batch, takes its second, and
   * then finds the first one out of order at every retry.
   */
  private static void awaitLeaders(Admin admin, TopicPlan plan) {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (NewTopic topic : plan.newTopics()) {
      for (int partition = 0; partition < plan.partitions(); partition++) {
        ends.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
      }
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!areServed(admin, ends, end)) {
      pause();
    }
  }

  /** Answered by the leaders themselves; false if a topic is not known yet to whom was asked. */
  private static boolean areServed(Admin admin, Map<TopicPartition, OffsetSpec> ends, long end) {
    try {
      await(admin.listOffsets(ends).all());
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException && System.nanoTime() < end) {
        return false;
      }
      throw unreachable(e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartupException("interrupted while asking Kafka", e);
    }
  }

  /**
   * Checks that all topics are there, with the planned number of partitions.
   *
   * @throws StartupException if one is missing or has another number
   */
  public static void verify(Admin admin, TopicPlan plan) {
    Set<String> existing = existing(admin);
    List<String> missing =
        plan.newTopics().stream().map(NewTopic::name).filter(n -> !existing.contains(n)).toList();
    if (!missing.isEmpty()) {
      throw new StartupException(
          "these topics are missing: %s; `waybill topics` creates them"
              .formatted(String.join(", ", missing)));
    }
    check(admin, plan);
  }

  /** How many partitions a topic has. */
  public static int partitions(Admin admin, String topic) {
    try {
      Map<String, TopicDescription> found =
          await(admin.describeTopics(List.of(topic)).allTopicNames());
      return Objects.requireNonNull(found.get(topic)).partitions().size();
    } catch (ExecutionException e) {
      throw unreachable(e);
    }
  }

  private static void check(Admin admin, TopicPlan plan) {
    Set<String> existing = existing(admin);
    List<String> planned =
        plan.newTopics().stream().map(NewTopic::name).filter(existing::contains).toList();
    try {
      Map<String, TopicDescription> found = await(admin.describeTopics(planned).allTopicNames());
      String wrong =
          found.values().stream()
              .filter(topic -> topic.partitions().size() != plan.partitions())
              .map(topic -> topic.name() + " has " + topic.partitions().size())
              .sorted()
              .collect(Collectors.joining(", "));
      if (!wrong.isEmpty()) {
        throw new StartupException(
            "every topic must have %d partitions, but %s; the number cannot be changed, for records"
                    .formatted(plan.partitions(), wrong)
                + " of one connection would then lie in two places: set topics.partitions to"
                + " what is there, or start anew under another topics.prefix");
      }
    } catch (ExecutionException e) {
      throw unreachable(e);
    }
  }

  private static Set<String> existing(Admin admin) {
    try {
      return await(admin.listTopics().names());
    } catch (ExecutionException e) {
      throw unreachable(e);
    }
  }

  private static <T> T await(KafkaFuture<T> future) throws ExecutionException {
    try {
      return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartupException("interrupted while asking Kafka", e);
    } catch (TimeoutException e) {
      throw unreachable(e);
    }
  }

  private static StartupException unreachable(Exception e) {
    return new StartupException(
        "Kafka cannot be reached or refuses (%s); check kafka.bootstrap.servers"
            .formatted(reason(e)),
        e);
  }

  private static String reason(Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }
}
