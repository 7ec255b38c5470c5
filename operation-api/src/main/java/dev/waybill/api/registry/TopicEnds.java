package dev.waybill.api.registry;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * How far a topic goes, asked by one question at a time. Whoever comes while one is on its way
 * shares the next, which begins after they came; so however many ask, Kafka is asked a few hundred
 * times a second at most. Thread-safe.
 */
final class TopicEnds {
  private final Supplier<CompletableFuture<Map<Integer, Long>>> question;
  private @Nullable CompletableFuture<Map<Integer, Long>> asked;
  private @Nullable CompletableFuture<Map<Integer, Long>> next;

  /**
   * Makes it.
   *
   * @param question asks Kafka; it always comes to an end
   */
  TopicEnds(Supplier<CompletableFuture<Map<Integer, Long>>> question) {
    this.question = question;
  }

  /** The ends of partitions, as they are at some time between this call and the answer. */
  synchronized CompletableFuture<Map<Integer, Long>> ask() {
    if (asked != null) {
      if (next == null) {
        next = new CompletableFuture<>();
      }
      return next.copy();
    }
    CompletableFuture<Map<Integer, Long>> answer = new CompletableFuture<>();
    begin(answer);
    return answer.copy();
  }

  private void begin(CompletableFuture<Map<Integer, Long>> answer) {
    asked = answer;
    var _ =
        begun()
            .whenComplete((ends, failure) -> {
              goOn();
              if (failure == null) {
                answer.complete(ends);
              } else {
                answer.completeExceptionally(failure);
              }
            });
  }

  private CompletableFuture<Map<Integer, Long>> begun() {
    try {
      return question.get();
    } catch (KafkaException | IllegalStateException e) { // a client that is being closed
      return CompletableFuture.failedFuture(e);
    }
  }

  private synchronized void goOn() {
    CompletableFuture<Map<Integer, Long>> waiting = next;
    asked = null;
    next = null;
    if (waiting != null) {
      begin(waiting);
    }
  }
}
