package dev.waybill.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class PartnerPlacesTest {
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
}
