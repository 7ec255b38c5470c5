package dev.waybill.api;

import dev.waybill.api.ApiClient.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.awaitility.Awaitility;

/**
 * Writes and reads through several instances by turns, plays the scheduler that ends what was
 * accepted, and notes whatever is not as it has to be.
 */
final class InstancesLoad implements AutoCloseable {
  private static final int CONNECTIONS = 8;

  final ApiUnderTest first;
  final List<ApiClient> instances;
  final String token;
  private final long seed = new Random().nextLong();
  final List<UUID> connections;
  final Set<UUID> accepted = ConcurrentHashMap.newKeySet();
  final Map<UUID, UUID> connectionOf = new ConcurrentHashMap<>();
  final Set<UUID> seenEnded = ConcurrentHashMap.newKeySet();
  final List<UUID> order = new CopyOnWriteArrayList<>();
  final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  final AtomicInteger requests = new AtomicInteger();
  final AtomicInteger unavailable = new AtomicInteger();
  final AtomicInteger broken = new AtomicInteger();
  final AtomicInteger unanswered = new AtomicInteger();
  final AtomicLong longestNanos = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  final Producer<byte[], byte[]> scheduler;
  volatile boolean stopping;

  /**
   * Makes a load that rests.
   *
   * @param first one of the instances
   */
  InstancesLoad(ApiUnderTest first, List<ApiClient> instances, String token) {
    this.first = first;
    this.instances = instances;
    this.token = token;
    this.scheduler = first.kafka.producer(Map.of());
    this.connections =
        IntStream.range(0, CONNECTIONS)
            .mapToObj(i -> instances.get(i % instances.size()).connection(token, ""))
            .toList();
    System.out.println("seed " + seed);
  }

  void start(int clients) {
    for (int i = 0; i < clients; i++) {
      InstancesClient client = client(seed + i);
      threads.add(Thread.ofVirtual().name("load-" + i).start(client::run));
    }
  }

  void awaitRequests(int count, Duration limit) {
    Awaitility.await()
        .atMost(limit)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> requests.get() >= count);
  }

  Set<UUID> accepted() {
    return accepted;
  }

  /** How many writes without a key got no answer: each may have been accepted, or not. */
  int unanswered() {
    return unanswered.get();
  }

  List<String> wrong() {
    return List.copyOf(wrong);
  }

  Duration longestUnavailable() {
    return Duration.ofNanos(longestNanos.get());
  }

  String told() {
    return "%,d requests, %,d operations; 503: %d, connections lost: %d, longest without an answer: %,d ms"
        .formatted(
            requests.get(),
            accepted.size(),
            unavailable.get(),
            broken.get(),
            longestUnavailable().toMillis());
  }

  InstancesClient client() {
    return client(seed - 1);
  }

  private InstancesClient client(long ownSeed) {
    return new InstancesClient(this, new Random(ownSeed), first.connection(token, ""), webhook());
  }

  private UUID webhook() {
    Answer answer =
        first.call(
            "POST",
            token,
            ApiCase.WEBHOOKS,
            "{\"url\":\"http://127.0.0.1:9999/hook\",\"event_names\":[\"resource_operation.*\"]}");
    return UUID.fromString(answer.json().get("id").asString());
  }

  @Override
  public void close() {
    stopping = true;
    try {
      for (Thread thread : threads) {
        if (!thread.join(InstancesClient.GIVE_UP.multipliedBy(2))) {
          wrong.add("a client hangs: " + thread.getName());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    scheduler.close();
  }
}
