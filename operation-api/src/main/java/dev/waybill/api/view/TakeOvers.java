package dev.waybill.api.view;

import dev.waybill.api.kafka.Positions;
import dev.waybill.runtime.Service;
import dev.waybill.runtime.kafka.KafkaClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the parts that this instance takes over, each once the group has committed whatever was
 * readable when it was taken: the owner before can have shown no more than that. Thread-safe.
 */
final class TakeOvers implements Service {
  private static final Logger log = LoggerFactory.getLogger(TakeOvers.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final Duration LOOK_LATER = Duration.ofMillis(250);

  /** As many looks as fit into a few commits; then the end may be one that nobody commits. */
  private static final int LOOKS_BEFORE_DOUBT = 10;

  private final List<String> topics;
  private final String group;
  private final Admin admin;
  private final KafkaClients clients;
  private final OwnedParts parts;
  private final Positions reached;
  private final Thread thread =
      Thread.ofVirtual().name("waybill-view-opening").unstarted(this::run);
  private volatile boolean stopping;

  /** A part on its way, with how far it is to be read; null until that is known. */
  private static final class Opening {
    private final OwnedParts.Part part;
    private @Nullable Map<TopicPartition, Long> targets;
    private int looks;

    Opening(OwnedParts.Part part) {
      this.part = part;
    }
  }

  /**
   * Makes it.
   *
   * @param topics that the view reads, the requests first
   * @param group that it reads them in
   * @param reached is told how far the requests of an opened part were read
   */
  TakeOvers(
      List<String> topics,
      String group,
      Admin admin,
      KafkaClients clients,
      OwnedParts parts,
      Positions reached) {
    this.topics = List.copyOf(topics);
    this.group = group;
    this.admin = admin;
    this.clients = clients;
    this.parts = parts;
    this.reached = reached;
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public void close() {
    stopping = true;
    thread.interrupt();
  }

  private void run() {
    List<Opening> openings = new ArrayList<>();
    try {
      while (!stopping) {
        OwnedParts.Part next =
            openings.isEmpty()
                ? parts.taken().take()
                : parts.taken().poll(pause(openings).toMillis(), TimeUnit.MILLISECONDS);
        if (next != null) {
          List<OwnedParts.Part> all = new ArrayList<>(List.of(next));
          parts.taken().drainTo(all);
          all.forEach(part -> openings.add(new Opening(part)));
        }
        openings.removeIf(opening -> !parts.isHeld(opening.part));
        if (!openings.isEmpty()) {
          look(openings);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration pause(List<Opening> openings) {
    return openings.stream().allMatch(opening -> opening.looks > LOOKS_BEFORE_DOUBT)
        ? LOOK_LATER
        : LOOK_AGAIN;
  }

  private void look(List<Opening> openings) throws InterruptedException {
    try {
      setTargets(openings.stream().filter(opening -> opening.targets == null).toList());
      Map<TopicPartition, Long> committed = committed();
      openings.removeIf(opening -> openIfReached(opening, committed));
      for (Opening opening : openings) {
        if (++opening.looks == LOOKS_BEFORE_DOUBT) {
          lowerTargets(opening, committed);
        }
      }
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      log.warn("how far the view is to be read is not known: reason={}", e.toString());
      log.debug("how far the view is to be read is not known", e);
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN.toMillis());
    }
  }

  private void setTargets(List<Opening> openings)
      throws ExecutionException, TimeoutException, InterruptedException {
    if (openings.isEmpty()) {
      return;
    }
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    openings.forEach(
        opening -> inputs(opening).forEach(input -> asked.put(input, OffsetSpec.latest())));
    var ends =
        admin
            .listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
            .all()
            .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    for (Opening opening : openings) {
      opening.targets =
          inputs(opening).stream()
              .collect(
                  Collectors.toMap(
                      input -> input, input -> Objects.requireNonNull(ends.get(input)).offset()));
    }
  }

  private List<TopicPartition> inputs(Opening opening) {
    return topics.stream()
        .map(topic -> new TopicPartition(topic, opening.part.partition()))
        .toList();
  }

  private Map<TopicPartition, Long> committed()
      throws ExecutionException, TimeoutException, InterruptedException {
    Map<TopicPartition, Long> positions = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> found =
        admin
            .listConsumerGroupOffsets(group)
            .partitionsToOffsetAndMetadata(group)
            .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    found.forEach((input, position) -> {
      if (position != null) { // of what was never committed
        positions.put(input, position.offset());
      }
    });
    return positions;
  }

  private boolean openIfReached(Opening opening, Map<TopicPartition, Long> committed) {
    Map<TopicPartition, Long> targets = opening.targets;
    if (targets == null
        || !targets.entrySet().stream()
            .allMatch(target -> committed.getOrDefault(target.getKey(), 0L) >= target.getValue())) {
      return false;
    }
    TopicPartition requests = inputs(opening).getFirst();
    reached.advance(requests.partition(), committed.getOrDefault(requests, 0L));
    reached.announce();
    opening.part.open();
    log.debug("a part of the view can be read: partition={}", requests.partition());
    return true;
  }

  /** At the end may be markers of transactions, and a reader that finds no record commits none. */
  private void lowerTargets(Opening opening, Map<TopicPartition, Long> committed) {
    Map<TopicPartition, Long> lower = new HashMap<>();
    Map<TopicPartition, Long> targets = opening.targets == null ? Map.of() : opening.targets;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (Consumer<byte[], byte[]> consumer =
        clients.consumer(null, Map.of("auto.offset.reset", "earliest"))) {
      for (Map.Entry<TopicPartition, Long> target : targets.entrySet()) {
        long from = committed.getOrDefault(target.getKey(), 0L);
        OptionalLong last =
            from >= target.getValue()
                ? OptionalLong.of(target.getValue())
                : new TailReader(consumer, target.getKey())
                    .afterLastRecord(from, target.getValue(), deadline);
        lower.put(target.getKey(), last.orElse(target.getValue()));
        opening.looks = last.isEmpty() ? 0 : opening.looks;
      }
    }
    opening.targets = lower;
  }
}
