package dev.waybill.emitter.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.emitter.Samples;
import dev.waybill.schemas.DeliveryLog;
import dev.waybill.schemas.DeliveryStatus;
import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.ReplayChoice;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LoggedEventsTest {
  private final UUID event = UUID.randomUUID();

  @Test
  void ofAnEventsEntriesTheNewestCounts() {
    LoggedEvents failed = new LoggedEvents(ReplayChoice.FAILED);
    failed.take(entry(DeliveryStatus.RETRYING));
    assertThat(failed.chooses(event)).isFalse();
    failed.take(entry(DeliveryStatus.FAILED));
    assertThat(failed.chooses(event)).isTrue();
    failed.take(entry(DeliveryStatus.SUCCEEDED));
    assertThat(failed.chooses(event)).isFalse();
    failed.take(entry(DeliveryStatus.FAILED));
    failed.take(entry(DeliveryStatus.RETRYING));
    assertThat(failed.chooses(event)).as("a replay is at it").isFalse();
  }

  @Test
  void whatWasNeverHandedOverIsMissing() {
    LoggedEvents missing = new LoggedEvents(ReplayChoice.MISSING);
    assertThat(missing.chooses(event)).isTrue();
    missing.take(entry(DeliveryStatus.RETRYING));
    assertThat(missing.chooses(event)).isFalse();
  }

  @Test
  void allAreAllWhateverTheLogSays() {
    LoggedEvents all = new LoggedEvents(ReplayChoice.ALL);
    all.take(entry(DeliveryStatus.SUCCEEDED));
    assertThat(all.chooses(event)).isTrue();
    assertThat(LoggedEvents.matter(ReplayChoice.ALL)).isFalse();
  }

  private DeliveryLog entry(DeliveryStatus status) {
    return new DeliveryLog(
        UUID.randomUUID(),
        UUID.randomUUID(),
        Samples.PARTNER,
        event,
        EventTypes.CREATED,
        1,
        status,
        null,
        null,
        null,
        null,
        Samples.THEN,
        null,
        null,
        null,
        null);
  }
}
