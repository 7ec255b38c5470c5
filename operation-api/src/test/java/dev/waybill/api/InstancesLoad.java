package dev.waybill.api;

import dev.waybill.api.ApiClient.Answer;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationEvent;
import dev.waybill.schemas.OperationStatus;
import java.io.UncheckedIOException;
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
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes and reads through several instances by turns, plays the scheduler that ends what was
 * accepted, and notes whatever is not as it has to be.
 */
final class InstancesLoad implements AutoCloseable {
  private static final String OPERATIONS = "/v2/integrations/connections/resource-operations";
  private static final int CONNECTIONS = 8;

  /** A call is given up after this: far more than may be needed. */
  private static final Duration GIVE_UP = Duration.ofSeconds(40);

  private final ApiUnderTest first;
  private final List<ApiClient> instances;
  private final String token;
  private final long seed = new Random().nextLong();
  private final List<UUID> connections;
  private final Set<UUID> accepted = ConcurrentHashMap.newKeySet();
  private final Map<UUID, UUID> connectionOf = new ConcurrentHashMap<>();
  private final Set<UUID> seenEnded = ConcurrentHashMap.newKeySet();
  private final List<UUID> order = new CopyOnWriteArrayList<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger unavailable = new AtomicInteger();
  private final AtomicInteger broken = new AtomicInteger();
  private final AtomicInteger unanswered = new AtomicInteger();
  private final AtomicLong longestNanos = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private final Producer<byte[], byte[]> scheduler;
  private volatile boolean stopping;

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
      Client client = client(seed + i);
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

  Client client() {
    return client(seed - 1);
  }

  private Client client(long ownSeed) {
    return new Client(new Random(ownSeed), first.connection(token, ""), webhook());
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
        if (!thread.join(GIVE_UP.multipliedBy(2))) {
          wrong.add("a client hangs: " + thread.getName());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    scheduler.close();
  }

  /** One caller, who asks another instance when one does not answer. */
  final class Client {
    private final Random random;

    /** Changed by this client only. */
    private final UUID connection;

    private final UUID webhook;

    private Client(Random random, UUID connection, UUID webhook) {
      this.random = random;
      this.connection = connection;
      this.webhook = webhook;
    }

    private void run() {
      try {
        while (!stopping) {
          switch (random.nextInt(7)) {
            case 0 -> submit();
            case 6 -> submitWithoutKey();
            case 1 -> change(ApiCase.CONNECTIONS + connection, "call_timeout_ms");
            case 2 -> change(ApiCase.WEBHOOKS + "/" + webhook, "timeout_ms");
            case 3 -> read(any(), "/v2/resource-operations/%2$s");
            case 4 -> read(any(), "/v2/integrations/connections/%s/resource-operations/%s");
            default -> list();
          }
        }
      } catch (RuntimeException | AssertionError e) {
        wrong.add("a client ended: " + e);
      }
    }

    private void submit() {
      UUID connection = connections.get(random.nextInt(CONNECTIONS));
      String key = UUID.randomUUID().toString();
      String body = ApiCase.vehicle(connection, "Truck");
      Answer answer =
          call(
              () -> any(instances),
              api ->
                  api.call("POST", token, "/v2/telematics/vehicles", body, "Idempotency-Key", key));
      if (answer.status() != 202) {
        wrong.add("not accepted: " + answer.status() + " " + answer.body());
        return;
      }
      Operation operation = Json.mapper().readValue(answer.body(), Operation.class);
      if (!accepted.add(operation.id())) {
        wrong.add("accepted twice: " + operation.id());
      }
      connectionOf.put(operation.id(), connection);
      order.add(operation.id());
      // At once, wherever: what was accepted is there.
      read(operation.id(), "/v2/integrations/connections/%s/resource-operations/%s");
      end(operation);
    }

    /** Sent once: without an answer nobody can tell whether it was accepted. */
    private void submitWithoutKey() {
      UUID connection = connections.get(random.nextInt(CONNECTIONS));
      Answer answer;
      try {
        String body = ApiCase.vehicle(connection, "Truck");
        answer = any(instances).call("POST", token, "/v2/telematics/vehicles", body);
      } catch (UncheckedIOException e) {
        unanswered.incrementAndGet();
        return;
      }
      if (answer.status() == 503) {
        unanswered.incrementAndGet();
      } else if (answer.status() == 202) {
        UUID id = UUID.fromString(answer.json().get("id").asString());
        connectionOf.put(id, connection);
        if (!accepted.add(id)) {
          wrong.add("accepted twice: " + id);
        }
        order.add(id);
        read(id, "/v2/resource-operations/%2$s");
      } else {
        wrong.add("not accepted: " + answer.status() + " " + answer.body());
      }
    }

    private void end(Operation operation) {
      JsonNode json = Json.mapper().valueToTree(operation);
      ((ObjectNode) json).put("status", "success");
      Operation ended = Json.mapper().treeToValue(json, Operation.class);
      byte[] event =
          Json.write(
              new OperationEvent(
                  UUID.randomUUID(),
                  "resource_operation.succeeded",
                  OperationEvent.VERSION,
                  ended.updatedAt(),
                  ended));
      UUID connection = operation.connectionId();
      scheduler.send(
          new ProducerRecord<>(
              first.plan.topics().operationEvents(), first.partition(connection), null, event));
      if (random.nextInt(4) == 0) {
        Answer answer =
            call(
                () -> any(instances),
                api -> api.get(token, "/v2/resource-operations/" + operation.id() + "?wait_s=20"));
        judge(operation.id(), answer);
        if (!answer.body().contains("\"status\":\"success\"")) {
          wrong.add("no end after a wait: " + operation.id() + " " + answer.body());
        }
      }
    }

    /** What was changed through one instance is read through any other at once. */
    private void change(String path, String field) {
      int value = random.nextInt(1_000, 15_000);
      String body = "{\"%s\":%d}".formatted(field, value);
      Answer changed = call(() -> any(instances), api -> api.call("PATCH", token, path, body));
      Answer read = call(() -> any(instances), api -> api.get(token, path));
      String list = path.substring(0, path.lastIndexOf('/')) + "?size=1000";
      Answer listed = call(() -> any(instances), api -> api.get(token, list));
      String version = "\"%s\":%d".formatted(field, value);
      for (Answer answer : List.of(changed, read, listed)) {
        if (answer.status() != 200 || !answer.body().contains(version)) {
          wrong.add("changed to " + version + ", and then: " + answer.body());
        }
      }
    }

    private UUID any() {
      if (order.isEmpty()) {
        submit();
      }
      return order.get(random.nextInt(order.size()));
    }

    private void read(UUID id, String path) {
      if (!accepted.contains(id)) {
        return;
      }
      boolean endedBefore = seenEnded.contains(id);
      Answer answer =
          call(
              () -> any(instances),
              api -> api.get(token, path.formatted(connectionOf.get(id), id)));
      judge(id, answer);
      if (endedBefore && answer.body().contains("\"status\":\"pending\"")) {
        wrong.add("it had ended, and now it has not: " + id);
      }
    }

    private void judge(UUID id, Answer answer) {
      if (answer.status() != 200) {
        wrong.add("accepted, and then %d: %s".formatted(answer.status(), answer.body()));
      } else if (!answer.json().get("id").asString().equals(id.toString())) {
        wrong.add("another operation: " + answer.body());
      } else if (answer
          .json()
          .get("status")
          .asString()
          .equals(OperationStatus.SUCCESS.wireName())) {
        seenEnded.add(id);
      }
    }

    /** What was accepted before is in the list, page by page, whichever instance has which page. */
    private void list() {
      Set<UUID> before = Set.copyOf(accepted);
      List<UUID> listed = new ArrayList<>();
      String cursor = "";
      do {
        String path = OPERATIONS + "?size=50" + cursor;
        Answer answer = call(() -> any(instances), api -> api.get(token, path));
        if (answer.status() != 200) {
          wrong.add("no list: " + answer.status() + " " + answer.body());
          return;
        }
        cursor = take(answer, listed);
      } while (!cursor.isEmpty());
      if (Set.copyOf(listed).size() != listed.size()) {
        wrong.add("a list has an operation twice");
      }
      if (!listed.containsAll(before)) {
        wrong.add("accepted, and not in the list");
      }
    }

    /** Takes a page in; the cursor of the next one as a parameter, empty after the last. */
    private static String take(Answer answer, List<UUID> into) {
      answer
          .json()
          .get("items")
          .forEach(item -> into.add(UUID.fromString(item.get("id").asString())));
      JsonNode next = answer.json().get("next_page");
      return next.isNull() ? "" : "&cursor=" + next.asString();
    }

    /** Every operation of the partner, page by page, from one instance. */
    List<UUID> listed(ApiClient api) {
      List<UUID> all = new ArrayList<>();
      String cursor = "";
      do {
        String path = OPERATIONS + "?size=100" + cursor;
        Answer answer = call(() -> api, asked -> asked.get(token, path));
        cursor = take(answer, all);
      } while (!cursor.isEmpty());
      return all;
    }

    private Answer call(Supplier<ApiClient> which, Function<ApiClient, Answer> request) {
      long began = System.nanoTime();
      long end = began + GIVE_UP.toNanos();
      while (true) {
        boolean over = System.nanoTime() >= end;
        try {
          Answer answer = request.apply(which.get());
          if (answer.status() != 503 || over) {
            requests.incrementAndGet();
            longestNanos.accumulateAndGet(System.nanoTime() - began, Math::max);
            return answer;
          }
          unavailable.incrementAndGet();
          if (answer.header("Retry-After").isEmpty()) {
            wrong.add("503 without Retry-After: " + answer.body());
          }
        } catch (UncheckedIOException e) {
          broken.incrementAndGet();
          if (over) {
            throw e;
          }
        }
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
    }

    private ApiClient any(List<ApiClient> all) {
      return all.get(random.nextInt(all.size()));
    }
  }
}
