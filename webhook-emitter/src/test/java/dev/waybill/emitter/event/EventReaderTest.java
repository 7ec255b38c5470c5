package dev.waybill.emitter.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.waybill.emitter.event.EventCache.Place;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventReaderTest {
  private static final UUID BUSY = UUID.randomUUID();
  private static final UUID OTHER = UUID.randomUUID();
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final SlowLog log = new SlowLog();
  private final EventReader reader = new EventReader("events", log::consumer, event -> {});

  @AfterEach
  void stop() {
    reader.close();
  }

  @Test
  void oneThatWantsManyDelaysNobodyElse() throws Exception {
    List<CompletableFuture<byte[]>> many = new ArrayList<>();
    for (int i = 0; i < 256; i++) {
      many.add(reader.read(BUSY, new Place(0, i * 10_000L)));
    }
    CompletableFuture<byte[]> single = reader.read(OTHER, new Place(0, 777));
    assertThat(pollsUntil(single)).as("two may be the other's turns").isLessThanOrEqualTo(3);
    assertThat(single.get()).isEqualTo(SlowLog.event(0, 777));
    assertThat(many.stream().filter(CompletableFuture::isDone).count()).isLessThanOrEqualTo(2);
    log.polls.release(1_000);
    for (int i = 0; i < 256; i++) {
      assertThat(within(many.get(i))).isEqualTo(SlowLog.event(0, i * 10_000L));
    }
  }

  @Test
  void takesNeighboursTogetherWithoutAskingForEach() throws Exception {
    List<CompletableFuture<byte[]>> neighbours = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      neighbours.add(reader.read(i % 2 == 0 ? BUSY : OTHER, new Place(0, 5_000 + i)));
    }
    log.polls.release(1_000);
    for (int i = 0; i < 200; i++) {
      assertThat(within(neighbours.get(i))).isEqualTo(SlowLog.event(0, 5_000 + i));
    }
    assertThat(log.seeks.get()).as("places gone to").isLessThanOrEqualTo(4);
  }

  @Test
  void aPartitionThatIsSilentHoldsUpNoOther() throws Exception {
    log.silent.add(0);
    log.polls.release(1_000);
    CompletableFuture<byte[]> never = reader.read(BUSY, new Place(0, 3));
    for (long offset = 0; offset < 100_000; offset += 10_000) {
      assertThat(within(reader.read(OTHER, new Place(4, offset))))
          .isEqualTo(SlowLog.event(4, offset));
    }
    assertThat(never).isNotDone();
    never.cancel(false);
    log.silent.clear();
    assertThat(within(reader.read(BUSY, new Place(0, 9)))).isEqualTo(SlowLog.event(0, 9));
  }

  @Test
  void whatNobodyWaitsForAnyMoreIsNotRead() throws Exception {
    for (int i = 1; i <= 100; i++) {
      reader.read(BUSY, new Place(0, i * 10_000L)).cancel(false);
    }
    CompletableFuture<byte[]> wanted = reader.read(BUSY, new Place(0, 5));
    assertThat(pollsUntil(wanted)).isLessThanOrEqualTo(2);
  }

  @Test
  void tellsAllWhoWaitWhenItFailsAndBeginsAnew() throws Exception {
    ConcurrentLinkedQueue<RuntimeException> failures =
        new ConcurrentLinkedQueue<>(List.of(new KafkaException("not today")));
    try (EventReader failing =
        new EventReader(
            "events",
            () -> {
              RuntimeException failure = failures.poll();
              if (failure != null) {
                throw failure;
              }
              return log.consumer();
            },
            event -> {})) {
      CompletableFuture<byte[]> first = failing.read(BUSY, new Place(0, 1));
      assertThatThrownBy(() -> within(first))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(IOException.class)
          .hasMessageContaining("not today");
      log.polls.release(10);
      assertThat(within(failing.read(BUSY, new Place(0, 1)))).isEqualTo(SlowLog.event(0, 1));
    }
  }

  @Test
  void whoAsksAfterTheEndOrWaitsAtItIsToldSo() {
    CompletableFuture<byte[]> waiting = reader.read(BUSY, new Place(0, 1));
    reader.close();
    for (CompletableFuture<byte[]> answer : List.of(waiting, reader.read(OTHER, new Place(0, 1)))) {
      assertThatThrownBy(() -> within(answer)).hasMessageContaining("closed");
    }
  }

  /** Lets the log answer one poll after the other. */
  private int pollsUntil(CompletableFuture<byte[]> answer) {
    int let = 0;
    while (!answer.isDone() && let < 1_000) {
      int before = log.answered.get();
      log.polls.release();
      let++;
      await().atMost(LIMIT).until(() -> log.answered.get() > before);
      // The answer is given right after its poll; so it is never more than one behind.
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> answer.isDone() || log.hasAskedAgain());
    }
    return let;
  }

  private static byte[] within(CompletableFuture<byte[]> answer) throws Exception {
    return answer.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }
}
