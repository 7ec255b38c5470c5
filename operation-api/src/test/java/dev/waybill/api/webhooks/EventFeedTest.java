package dev.waybill.api.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EventFeedTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final FakeLog log = new FakeLog(1);
  private final EventFeed feed = new EventFeed(FakeLog.TOPIC, 1, log::consumer);

  @Test
  void thoseWhoAreToldAtOnceDoNotRefuseEachOther() throws Exception {
    List<UUID> partners = Stream.generate(UUID::randomUUID).limit(150).toList();
    FeedReading.Found nothing = new FeedReading.Found(List.of(), FeedCursor.beginning(1), true);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<FeedReading.Found>> waits = new ArrayList<>();
      for (UUID partner : partners) {
        long end = System.nanoTime() + LONG.toNanos();
        for (int i = 0; i < 4; i++) {
          waits.add(threads.submit(() -> feed.await(partner, nothing, 10, end)));
        }
      }
      partners.forEach(this::tell);
      for (Future<FeedReading.Found> wait : waits) {
        assertThat(wait.get().events()).hasSize(1);
      }
    }
  }

  private void tell(UUID partner) {
    log.add(
        0,
        1,
        Json.write(Map.of("type", EventTypes.CREATED, "data", Map.of("partner_id", partner))));
  }
}
