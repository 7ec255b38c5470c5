package dev.waybill.api.kafka;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How far a topic goes, asked by one question at a time. Whoever comes while one is on its way
 * shares the next, which begins after they came; so however many ask, Kafka is asked a few hundred
 * times a second at most. Thread-safe.
 */
public final class TopicEnds {
  private final Supplier<CompletableFuture<Map<Integer, Long>>> question;
  private @Nullable CompletableFuture<Map<Integer, Long>> asked;
  private @Nullable CompletableFuture<Map<Integer, Long>> next;

  /**
   * Makes it.
   *
   * @param admin stays the caller's
   * @param partitions of the topic, all of them
   */
  public TopicEnds(Admin admin, List<TopicPartition> partitions) {
    this(() -> readable(admin, partitions));
  }

  /**
   * Makes it.
   *
   * @param question asks Kafka; it always comes to an end
   */
  TopicEnds(Supplier<CompletableFuture<Map<Integer, Long>>> question) {
    this.question = question;
  }

  /**
   * How far each partition can be read, as it is at some time between this call and the answer:
   * what a transaction is still open on is not before its end.
   */
  public synchronized CompletableFuture<Map<Integer, Long>> ask() {
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

  private static CompletableFuture<Map<Integer, Long>> readable(
      Admin admin, List<TopicPartition> partitions) {
    return admin
        .listOffsets(
            partitions.stream()
                .collect(Collectors.toMap(Function.identity(), p -> OffsetSpec.latest())),
            new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
        .all()
        .toCompletionStage()
        .toCompletableFuture()
        .thenApply(found ->
            found.entrySet().stream()
                .collect(
                    Collectors.toMap(e -> e.getKey().partition(), e -> e.getValue().offset())));
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
