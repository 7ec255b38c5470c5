package dev.waybill.api.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TopicEndsTest {
  private final List<CompletableFuture<Map<Integer, Long>>> questions = new ArrayList<>();
  private final TopicEnds ends =
      new TopicEnds(() -> {
        CompletableFuture<Map<Integer, Long>> question = new CompletableFuture<>();
        questions.add(question);
        return question;
      });

  @Test
  void givesNobodyAnAnswerThatWasAskedForBeforeTheyCame() {
    var first = ends.ask();
    var second = ends.ask();
    var third = ends.ask();
    assertThat(questions).hasSize(1);

    questions.getFirst().complete(Map.of(0, 1L));
    assertThat(first).isCompletedWithValue(Map.of(0, 1L));
    assertThat(second).isNotDone();
    assertThat(third).isNotDone();

    assertThat(questions).hasSize(2);
    questions.getLast().complete(Map.of(0, 2L));
    assertThat(second).isCompletedWithValue(Map.of(0, 2L));
    assertThat(third).isCompletedWithValue(Map.of(0, 2L));
    assertThat(questions).hasSize(2);
  }

  @Test
  void asksAgainAfterAFailure() {
    var first = ends.ask();
    var second = ends.ask();
    questions.getFirst().completeExceptionally(new IllegalStateException("no"));
    assertThat(first).isCompletedExceptionally();
    questions.getLast().complete(Map.of(0, 2L));
    assertThat(second).isCompletedWithValue(Map.of(0, 2L));
  }
}
