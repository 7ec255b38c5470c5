package dev.waybill.api.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class OneAtATimeTest {
  private final OneAtATime turns = new OneAtATime();

  @Test
  void changesOfARowFollowOneAnotherAndNothingIsLeft() throws Exception {
    UUID row = UUID.randomUUID();
    AtomicInteger inside = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> changes = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        changes.add(
            threads.submit(() ->
                turns.change(
                    row,
                    () -> {
                      int together = inside.incrementAndGet();
                      Thread.yield();
                      inside.decrementAndGet();
                      return together;
                    })));
      }
      for (Future<Integer> change : changes) {
        assertThat(change.get()).isEqualTo(1);
      }
    }
    assertThat(turns.rows()).isZero();
  }

  @Test
  void nobodyWaitsForAnotherRow() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> slow =
          threads.submit(() -> turns.change(UUID.randomUUID(), () -> await(begun, go)));
      assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < 1_000; i++) {
        assertThat(turns.change(UUID.randomUUID(), () -> 1)).isEqualTo(1);
      }
      go.countDown();
      assertThat(slow.get()).isTrue();
    }
  }

  private static boolean await(CountDownLatch begun, CountDownLatch go) {
    begun.countDown();
    try {
      return go.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
