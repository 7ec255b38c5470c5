package dev.waybill.api.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class FeedWatchTest {
  private static final UUID OWN = UUID.randomUUID();
  private static final UUID OTHER = UUID.randomUUID();
  private static final Duration LONG = Duration.ofSeconds(20);

  private final FakeLog log = new FakeLog(2);
  private final FeedWatch watch = new FeedWatch(FakeLog.TOPIC, 2, log::consumer);

  @Test
  void wakesThoseWhomAnEventIsForWithOneConsumerForAll() throws Exception {
    tell(OWN);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        FeedWatch.Watcher other = watch.watch(OTHER)) {
      List<Future<Boolean>> waits = new ArrayList<>();
      List<FeedWatch.Watcher> own = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        FeedWatch.Watcher watcher = watch.watch(OWN);
        own.add(watcher);
        waits.add(threads.submit(() -> watcher.await(in(LONG))));
      }
      tell(OWN);
      for (Future<Boolean> wait : waits) {
        assertThat(wait.get()).isTrue();
      }
      assertThat(other.await(in(Duration.ofMillis(20)))).as("it is none of its own").isFalse();
      assertThat(log.made).hasValue(1);
      own.forEach(FeedWatch.Watcher::close);
    }
  }

  @Test
  void anEventBetweenTwoWaitsIsTold() throws Exception {
    try (FeedWatch.Watcher watcher = watch.watch(OWN)) {
      assertThat(watcher.await(in(Duration.ofMillis(10)))).isFalse();
      tell(OWN);
      assertThat(watcher.await(in(LONG))).isTrue();
      tell(OWN);
      assertThat(watcher.await(in(LONG))).isTrue();
    }
  }

  @Test
  void saysSoWhenNobodyCanWatch() {
    FeedWatch broken =
        new FeedWatch(
            FakeLog.TOPIC,
            2,
            () -> {
              throw new KafkaException("not today");
            });
    assertThatThrownBy(() -> broken.watch(OWN)).isInstanceOf(KafkaException.class);
  }

  private static long in(Duration wait) {
    return System.nanoTime() + wait.toNanos();
  }

  private void tell(UUID partner) {
    log.add(
        0,
        1,
        Json.write(Map.of("type", EventTypes.CREATED, "data", Map.of("partner_id", partner))));
  }
}
