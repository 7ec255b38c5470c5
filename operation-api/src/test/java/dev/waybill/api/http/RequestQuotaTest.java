package dev.waybill.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RequestQuotaTest {
  private static final long SECOND = 1_000_000_000L;
  private static final UUID DEMO = UUID.randomUUID();
  private static final UUID OTHER = UUID.randomUUID();

  /** Close to where it overflows, as a machine's may be. */
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - SECOND);

  private final RequestQuota quota = new RequestQuota(60, 3, now::get);

  @Test
  void grantsABurstAndThenOneAtATime() {
    assertThat(granted(DEMO)).isTrue();
    assertThat(granted(DEMO)).isTrue();
    assertThat(granted(DEMO)).isTrue();
    assertThat(granted(DEMO)).isFalse();
    now.addAndGet(SECOND);
    assertThat(granted(DEMO)).isTrue();
    assertThat(granted(DEMO)).isFalse();
    now.addAndGet(100 * SECOND);
    assertThat(IntStream.range(0, 10).filter(i -> granted(DEMO)).count()).isEqualTo(3);
  }

  @Test
  void takesNothingFromOthers() {
    IntStream.range(0, 10).forEach(i -> granted(DEMO));
    assertThat(granted(OTHER)).isTrue();
  }

  @Test
  void tellsWhatIsLeftAndWhenThereIsMore() {
    assertThat(quota.take(DEMO).headers())
        .containsEntry("RateLimit-Limit", "3")
        .containsEntry("RateLimit-Remaining", "2")
        .containsEntry("RateLimit-Reset", "1");
    granted(DEMO);
    granted(DEMO);
    RequestQuota.Allowance none = quota.take(DEMO);
    assertThat(none.headers())
        .containsEntry("RateLimit-Remaining", "0")
        .containsEntry("RateLimit-Reset", "3");
    assertThat(none.refusal().code()).isEqualTo(ProblemCode.TOO_MANY_REQUESTS);
    assertThat(none.refusal().headers()).containsEntry("Retry-After", "1");
  }

  @Test
  void grantsNoMoreThanItHasToManyAtOnce() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<Boolean>> asked =
          IntStream.range(0, 200).mapToObj(i -> threads.submit(() -> granted(DEMO))).toList();
      long granted = 0;
      for (Future<Boolean> one : asked) {
        granted += one.get() ? 1 : 0;
      }
      assertThat(granted).isEqualTo(3);
    }
  }

  @Test
  void whoIsHeldUpAfterALookAtTheClockLosesNothing() throws Exception {
    CountDownLatch looked = new CountDownLatch(1);
    CountDownLatch othersWere = new CountDownLatch(1);
    RequestQuota held =
        new RequestQuota(
            60,
            3,
            () -> {
              long read = now.get();
              if (Thread.currentThread().isVirtual()) {
                looked.countDown();
                awaited(othersWere, Duration.ofMillis(200)); // in vain where others wait for us
              }
              return read;
            });
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> first = threads.submit(() -> held.take(DEMO).granted());
      assertThat(awaited(looked, Duration.ofSeconds(10))).isTrue();
      now.addAndGet(100 * SECOND);
      assertThat(held.take(DEMO).granted()).isTrue();
      othersWere.countDown();
      assertThat(first.get()).isTrue();
    }
  }

  private static boolean awaited(CountDownLatch latch, Duration limit) {
    try {
      return latch.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean granted(UUID partner) {
    return quota.take(partner).granted();
  }
}
