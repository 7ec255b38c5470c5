package dev.waybill.emitter.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class KafkaEventStoreTest {
  private static final UUID BUSY = UUID.randomUUID();
  private static final UUID OTHER = UUID.randomUUID();
  private final SlowLog log = new SlowLog();

  @Test
  void anEndpointHasNoMoreReadAtOnceThanItsShare() throws Exception {
    int most = KafkaEventStore.MOST_OF_AN_ENDPOINT;
    try (KafkaEventStore store = store(Duration.ofSeconds(20));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<byte[]>> reads = new ArrayList<>();
      for (int i = 0; i < most; i++) {
        long offset = i * 10_000L;
        reads.add(threads.submit(() -> store.read(BUSY, 0, offset)));
      }
      await().atMost(Duration.ofSeconds(10)).until(() -> store.reading(BUSY) == most);
      assertThatThrownBy(() -> store.read(BUSY, 1, 7)).isInstanceOf(TooManyReadsException.class);
      log.polls.release(1_000);
      assertThat(store.read(OTHER, 0, 5)).isEqualTo(SlowLog.event(0, 5));
      for (Future<byte[]> read : reads) {
        read.get();
      }
      assertThat(store.reading(BUSY)).isZero();
      assertThat(store.read(BUSY, 1, 7)).isEqualTo(SlowLog.event(1, 7));
    }
  }

  @Test
  void whatWasReadAlongIsNotReadAgain() throws Exception {
    log.polls.release(1);
    try (KafkaEventStore store = store(Duration.ofSeconds(10))) {
      assertThat(store.read(BUSY, 2, 100)).isEqualTo(SlowLog.event(2, 100));
      assertThat(store.read(OTHER, 2, 100 + SlowLog.BATCH - 1))
          .isEqualTo(SlowLog.event(2, 100 + SlowLog.BATCH - 1));
      assertThat(log.answered).hasValue(1);
    }
  }

  @Test
  void aReadEndsWithinItsTime() throws Exception {
    try (KafkaEventStore store = store(Duration.ofMillis(50))) {
      assertThatThrownBy(() -> store.read(BUSY, 0, 1))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(TooManyReadsException.class);
      assertThat(store.reading(BUSY)).isZero();
    }
  }

  private KafkaEventStore store(Duration patience) {
    return new KafkaEventStore("events", log::consumer, patience, 1_000_000);
  }
}
