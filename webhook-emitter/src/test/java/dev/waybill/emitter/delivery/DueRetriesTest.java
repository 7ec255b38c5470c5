package dev.waybill.emitter.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.emitter.Samples;
import dev.waybill.lane.core.ItemId;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DueRetriesTest {
  private final DueRetries retries = new DueRetries();
  private final ItemId delivery = new ItemId(UUID.randomUUID());

  @Test
  void tellsOnceHowLateARetryIs() {
    assertThat(retries.tried(delivery, Samples.THEN)).as("its first attempt").isEmpty();
    retries.putOff(delivery, Samples.THEN.plusSeconds(5));
    assertThat(retries.tried(delivery, Samples.THEN.plusSeconds(7)))
        .contains(Duration.ofSeconds(2));
    assertThat(retries.tried(delivery, Samples.THEN.plusSeconds(8))).isEmpty();
  }

  @Test
  void whatIsBroughtForwardIsNotLate() {
    retries.putOff(delivery, Samples.THEN.plusSeconds(5));
    assertThat(retries.tried(delivery, Samples.THEN)).contains(Duration.ZERO);
  }

  @Test
  void forgetsWhatHasEndedAndWhatWasPutOffLongestAgo() {
    retries.putOff(delivery, Samples.THEN);
    retries.ended(delivery);
    assertThat(retries.tried(delivery, Samples.THEN)).isEmpty();
    retries.putOff(delivery, Samples.THEN);
    for (int i = 0; i < DueRetries.MOST; i++) {
      retries.putOff(new ItemId(UUID.randomUUID()), Samples.THEN);
    }
    assertThat(retries.tried(delivery, Samples.THEN)).isEmpty();
  }
}
