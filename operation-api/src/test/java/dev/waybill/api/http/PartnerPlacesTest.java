package dev.waybill.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PartnerPlacesTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final UUID one = UUID.randomUUID();
  private final UUID other = UUID.randomUUID();
  private final PartnerPlaces places = new PartnerPlaces(3, 2);

  @Test
  void noPartnerTakesAllOfThem() {
    assertThat(places.tryAcquire(one)).isTrue();
    assertThat(places.tryAcquire(one)).isTrue();
    assertThat(places.tryAcquire(one)).isFalse();
    assertThat(places.tryAcquire(other)).isTrue();
    assertThat(places.tryAcquire(other)).as("all are taken").isFalse();
  }

  @Test
  void whatIsGivenBackCanBeTakenAgain() {
    assertThat(places.tryAcquire(one)).isTrue();
    assertThat(places.tryAcquire(one)).isTrue();
    places.release(one);
    assertThat(places.tryAcquire(one)).isTrue();
    places.release(one);
    places.release(one);
    assertThat(places.tryAcquire(other)).isTrue();
    assertThat(places.tryAcquire(other)).isTrue();
    assertThat(places.tryAcquire(one)).isTrue();
  }

  @Test
  void whoeverWaitsGetsAPlaceAsSoonAsThereIsOneForThem() throws Exception {
    assertThat(places.acquire(one, in(Duration.ZERO))).isTrue();
    assertThat(places.acquire(one, in(Duration.ZERO))).isTrue();
    assertThat(places.acquire(other, in(Duration.ZERO))).isTrue();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> third = threads.submit(() -> places.acquire(one, in(LONG)));
      Future<Boolean> second = threads.submit(() -> places.acquire(other, in(LONG)));
      places.release(other);
      assertThat(second.get()).as("the first in line has its share already").isTrue();
      assertThat(third.isDone()).isFalse();
      places.release(one);
      assertThat(third.get()).isTrue();
    }
    assertThat(places.tryAcquire(UUID.randomUUID())).as("all are taken").isFalse();
  }

  @Test
  void whoeverGaveUpTakesNone() throws Exception {
    assertThat(places.tryAcquire(one)).isTrue();
    assertThat(places.tryAcquire(one)).isTrue();
    assertThat(places.acquire(one, in(Duration.ofMillis(5)))).isFalse();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> places.acquire(one, in(LONG)))
        .isInstanceOf(InterruptedException.class);
    places.release(one);
    places.release(one);
    assertThat(places.tryAcquire(other)).isTrue();
    assertThat(places.tryAcquire(other)).isTrue();
    assertThat(places.tryAcquire(one)).isTrue();
  }

  private static long in(Duration wait) {
    return System.nanoTime() + wait.toNanos();
  }
}
