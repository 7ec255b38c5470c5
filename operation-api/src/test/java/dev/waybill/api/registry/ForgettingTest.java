package dev.waybill.api.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ForgettingTest {
  @Test
  void itsEndWaitsForTheStepUnderWay() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Forgetting forgetting =
        new Forgetting(
            List.of(),
            () -> {
              begun.countDown();
              awaitQuietly(goOn);
              return Instant.EPOCH;
            });
    forgetting.start();
    begun.await();
    CountDownLatch closed = new CountDownLatch(1);
    Thread closing =
        Thread.ofVirtual()
            .start(() -> {
              forgetting.close();
              closed.countDown();
            });
    assertThat(closed.await(50, TimeUnit.MILLISECONDS)).isFalse();
    goOn.countDown();
    closing.join();
  }

  @Test
  void oneThatWasNotStartedEndsAtOnce() {
    new Forgetting(List.of(), () -> Instant.EPOCH).close();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
