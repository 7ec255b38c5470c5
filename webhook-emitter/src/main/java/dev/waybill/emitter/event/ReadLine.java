package dev.waybill.emitter.event;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Who waits for events of one partition, in turn by endpoint: one that wants many gets no more
 * turns than one that wants a single event. What a turn brings along is everybody's. Not
 * thread-safe.
 */
final class ReadLine {
  private static final byte[] GONE = {};

  private final LinkedHashMap<UUID, Deque<Wanted>> endpoints = new LinkedHashMap<>();

  /** An event that somebody waits for; done once it is answered, or nobody waits any more. */
  record Wanted(UUID endpoint, long offset, CompletableFuture<byte[]> answer) {}

  void add(Wanted wanted) {
    endpoints.computeIfAbsent(wanted.endpoint(), endpoint -> new ArrayDeque<>()).add(wanted);
  }

  /** Forgets what nobody waits for any more; whether there is anything else. */
  boolean isWaiting() {
    Iterator<Deque<Wanted>> each = endpoints.values().iterator();
    while (each.hasNext()) {
      Deque<Wanted> line = each.next();
      line.removeIf(wanted -> wanted.answer().isDone());
      if (line.isEmpty()) {
        each.remove();
      }
    }
    return !endpoints.isEmpty();
  }

  /** What the next endpoint has waited for longest; it stays in line until it is answered. */
  Optional<Wanted> turn() {
    if (!isWaiting()) {
      return Optional.empty();
    }
    Map.Entry<UUID, Deque<Wanted>> next = endpoints.pollFirstEntry();
    endpoints.putLast(next.getKey(), next.getValue());
    return Optional.of(next.getValue().getFirst());
  }

  /** The lowest place that is waited for, of those from one on and before another. */
  OptionalLong nearest(long from, long before) {
    return endpoints.values().stream()
        .flatMap(Deque::stream)
        .filter(wanted -> !wanted.answer().isDone())
        .mapToLong(Wanted::offset)
        .filter(offset -> offset >= from && offset < before)
        .min();
  }

  /**
   * Answers all that wait for places from one on and before another, which were all read.
   *
   * @param found what lies there; where nothing does it is gone, or never was
   */
  void answer(long from, long before, Map<Long, byte[]> found) {
    endpoints.values().stream()
        .flatMap(Deque::stream)
        .filter(wanted -> wanted.offset() >= from && wanted.offset() < before)
        .forEach(wanted -> wanted.answer().complete(found.getOrDefault(wanted.offset(), GONE)));
  }

  /** Nobody gets an answer. */
  void fail(Throwable why) {
    endpoints.values().stream()
        .flatMap(Deque::stream)
        .forEach(wanted -> wanted.answer().completeExceptionally(why));
    endpoints.clear();
  }
}
