package dev.waybill.emitter.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.emitter.Samples;
import dev.waybill.schemas.DeliveryLog;
import dev.waybill.schemas.DeliveryRequest;
import dev.waybill.schemas.DeliveryStatus;
import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.ReplayChoice;
import dev.waybill.schemas.ReplayProgress;
import dev.waybill.schemas.ReplayStatus;
import dev.waybill.schemas.WebhookReplay;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReplayTallyTest {
  private final UUID delivery = UUID.randomUUID();

  @Test
  void goesThroughThePartitionsOneByOneAndEndsWhenAllHandedOverHaveEnded() {
    ReplayProgress begun = new ReplayProgress(List.of(5L, 7L), List.of(6L, 7L), 3, List.of());
    ReplayTally first = new ReplayTally(replay(begun), begun);
    assertThat(first.partition()).isZero();
    first.found(request(delivery));
    first.reached(0, 6);
    assertThat(first.partition()).isEqualTo(-1);
    assertThat(first.isOver()).isFalse();
    ReplayStep step = first.step(Samples.THEN);
    assertThat(step).isNotNull();
    assertThat(step.requests()).extracting(DeliveryRequest::id).containsExactly(delivery);
    assertThat(step.next())
        .returns(1L, WebhookReplay::found)
        .returns(1L, WebhookReplay::requested)
        .returns(ReplayStatus.RUNNING, WebhookReplay::status);

    ReplayTally second = new ReplayTally(step.next(), step.next().progress());
    second.logged(9);
    assertThat(second.step(Samples.THEN)).as("nothing that matters").isNull();
    second.take(entry(UUID.randomUUID(), DeliveryStatus.SUCCEEDED));
    second.take(entry(delivery, DeliveryStatus.RETRYING));
    assertThat(second.step(Samples.THEN)).isNull();
    second.take(entry(delivery, DeliveryStatus.SUCCEEDED));
    assertThat(second.step(Samples.THEN).next())
        .returns(ReplayStatus.DONE, WebhookReplay::status)
        .returns(1L, WebhookReplay::delivered)
        .returns(0L, WebhookReplay::failed)
        .returns(null, WebhookReplay::progress);
  }

  @Test
  void isFullAtItsWindow() {
    ReplayProgress begun = new ReplayProgress(List.of(0L), List.of(10_000L), 0, List.of());
    ReplayTally tally = new ReplayTally(replay(begun), begun);
    for (int i = 0; i < ReplayTally.WINDOW; i++) {
      assertThat(tally.isFull()).isFalse();
      tally.found(request(UUID.randomUUID()));
    }
    assertThat(tally.isFull()).isTrue();
  }

  private static WebhookReplay replay(@Nullable ReplayProgress progress) {
    return new WebhookReplay(
        UUID.randomUUID(),
        UUID.randomUUID(),
        Samples.PARTNER,
        ReplayChoice.ALL,
        null,
        null,
        Samples.THEN,
        Samples.THEN,
        false,
        ReplayStatus.RUNNING,
        null,
        0,
        0,
        0,
        0,
        progress,
        1,
        Samples.THEN,
        Samples.THEN);
  }

  private static DeliveryRequest request(UUID id) {
    return new DeliveryRequest(
        id,
        UUID.randomUUID(),
        UUID.randomUUID(),
        EventTypes.CREATED,
        Samples.THEN,
        0,
        5,
        null,
        Samples.THEN,
        1,
        UUID.randomUUID());
  }

  private static DeliveryLog entry(UUID id, DeliveryStatus status) {
    return new DeliveryLog(
        id,
        UUID.randomUUID(),
        Samples.PARTNER,
        UUID.randomUUID(),
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
