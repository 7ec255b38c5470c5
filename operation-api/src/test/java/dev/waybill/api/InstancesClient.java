package dev.waybill.api;

import dev.waybill.api.ApiClient.Answer;
import dev.waybill.schemas.OperationStatus;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** One caller of {@link InstancesLoad}, who asks another instance when one does not answer. */
final class InstancesClient {
  private static final String OPERATIONS = "/v2/integrations/connections/resource-operations";

  /** A call is given up after this: far more than may be needed. */
  static final Duration GIVE_UP = Duration.ofSeconds(40);

  private final Random random;

  /** Changed by this client only. */
  private final UUID connection;

  private final UUID webhook;

  private final InstancesLoad load;
  private final InstancesWrites writes;

  InstancesClient(InstancesLoad load, Random random, UUID connection, UUID webhook) {
    this.load = load;
    this.random = random;
    this.writes = new InstancesWrites(load, this, random);
    this.connection = connection;
    this.webhook = webhook;
  }

  void run() {
    try {
      while (!load.stopping) {
        switch (random.nextInt(20)) {
          case 0, 1, 2 -> writes.submit();
          case 3, 4 -> writes.submitWithoutKey();
          case 5 -> writes.submitBatch();
          case 6 -> writes.submitAndWait();
          case 7 -> put();
          case 8, 9 -> change(ApiCase.CONNECTIONS + connection, "call_timeout_ms");
          case 10, 11 -> change(ApiCase.WEBHOOKS + "/" + webhook, "timeout_ms");
          case 12, 13, 14 -> read(known(), "/v2/resource-operations/%2$s");
          case 15, 16, 17 ->
              read(known(), "/v2/integrations/connections/%s/resource-operations/%s");
          default -> list();
        }
      }
    } catch (RuntimeException | AssertionError e) {
      load.wrong.add("a client ended: " + e);
    }
  }

  /** All of it anew, as often as it takes. */
  private void put() {
    int value = random.nextInt(1_000, 15_000);
    String body = "{\"source_name\":\"simulator\",\"call_timeout_ms\":%d}".formatted(value);
    String path = ApiCase.CONNECTIONS + connection;
    Answer put = call(() -> any(), api -> api.call("PUT", load.token, path, body));
    Answer read = call(() -> any(), api -> api.get(load.token, path));
    for (Answer answer : List.of(put, read)) {
      if (answer.status() != 200 || answer.json().get("call_timeout_ms").asInt() != value) {
        load.wrong.add("put " + value + ", and then: " + answer.body());
      }
    }
  }

  /** What was changed through one instance is read through any other at once. */
  private void change(String path, String field) {
    int value = random.nextInt(1_000, 15_000);
    String body = "{\"%s\":%d}".formatted(field, value);
    Answer changed = call(() -> any(), api -> api.call("PATCH", load.token, path, body));
    Answer read = call(() -> any(), api -> api.get(load.token, path));
    String list = path.substring(0, path.lastIndexOf('/')) + "?size=1000";
    Answer listed = call(() -> any(), api -> api.get(load.token, list));
    String version = "\"%s\":%d".formatted(field, value);
    for (Answer answer : List.of(changed, read, listed)) {
      if (answer.status() != 200 || !answer.body().contains(version)) {
        load.wrong.add("changed to " + version + ", and then: " + answer.body());
      }
    }
  }

  private UUID known() {
    if (load.order.isEmpty()) {
      writes.submit();
    }
    return load.order.get(random.nextInt(load.order.size()));
  }

  void read(UUID id, String path) {
    if (!load.accepted.contains(id)) {
      return;
    }
    boolean endedBefore = load.seenEnded.contains(id);
    Answer answer =
        call(
            () -> any(), api -> api.get(load.token, path.formatted(load.connectionOf.get(id), id)));
    judge(id, answer);
    if (endedBefore && answer.body().contains("\"status\":\"pending\"")) {
      load.wrong.add("it had ended, and now it has not: " + id);
    }
  }

  void judge(UUID id, Answer answer) {
    if (answer.status() != 200) {
      load.wrong.add("accepted, and then %d: %s".formatted(answer.status(), answer.body()));
    } else if (!answer.json().get("id").asString().equals(id.toString())) {
      load.wrong.add("another operation: " + answer.body());
    } else if (answer.json().get("status").asString().equals(OperationStatus.SUCCESS.wireName())) {
      load.seenEnded.add(id);
    }
  }

  /** What was accepted before is in the list, page by page, whichever instance has which page. */
  private void list() {
    Set<UUID> before = Set.copyOf(load.accepted);
    List<UUID> listed = new ArrayList<>();
    String cursor = "";
    do {
      String path = OPERATIONS + "?size=50" + cursor;
      Answer answer = call(() -> any(), api -> api.get(load.token, path));
      if (answer.status() != 200) {
        load.wrong.add("no list: " + answer.status() + " " + answer.body());
        return;
      }
      cursor = take(answer, listed);
    } while (!cursor.isEmpty());
    if (Set.copyOf(listed).size() != listed.size()) {
      load.wrong.add("a list has an operation twice");
    }
    if (!listed.containsAll(before)) {
      load.wrong.add("accepted, and not in the list");
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
      Answer answer = call(() -> api, asked -> asked.get(load.token, path));
      cursor = take(answer, all);
    } while (!cursor.isEmpty());
    return all;
  }

  /** Asks one after another until there is an answer other than 503. */
  Answer call(Supplier<ApiClient> which, Function<ApiClient, Answer> request) {
    long began = System.nanoTime();
    long end = began + GIVE_UP.toNanos();
    while (true) {
      boolean over = System.nanoTime() >= end;
      try {
        Answer answer = request.apply(which.get());
        if (answer.status() != 503 || over) {
          load.requests.incrementAndGet();
          load.longestNanos.accumulateAndGet(System.nanoTime() - began, Math::max);
          return answer;
        }
        load.unavailable.incrementAndGet();
        if (answer.header("Retry-After").isEmpty()) {
          load.wrong.add("503 without Retry-After: " + answer.body());
        }
      } catch (UncheckedIOException e) {
        load.broken.incrementAndGet();
        if (over) {
          throw e;
        }
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  /** Any instance. */
  ApiClient any() {
    return load.instances.get(random.nextInt(load.instances.size()));
  }
}
