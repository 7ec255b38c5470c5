package dev.waybill.emitter.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.emitter.Samples;
import dev.waybill.lane.core.LaneId;
import dev.waybill.lane.host.ApplicationRows;
import dev.waybill.lane.host.InboundRecord;
import dev.waybill.lane.host.LaneOutput;
import dev.waybill.lane.host.OutboundRecord;
import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Topics;
import dev.waybill.schemas.WebhookEndpoint;
import dev.waybill.schemas.WebhookEvent;
import dev.waybill.schemas.WebhookStatus;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EndpointFatesTest {
  private static final Topics TOPICS = Topics.unprefixed();
  private static final Duration PATIENCE = Duration.ofDays(4);

  private final WebhookEndpoint endpoint = Samples.endpoint();
  private final LaneId lane = new LaneId(endpoint.id());
  private final Outputs output = new Outputs();
  private final RowsInMemory rows = new RowsInMemory();
  private final EndpointRows endpoints = new EndpointRows(rows);
  private EndpointFates fates = anew();

  @BeforeEach
  void register() {
    endpoints.put(lane, endpoint, Json.write(endpoint));
  }

  @Test
  void disablesAfterALongTimeOfNothingButFailureAndWarnsBefore() {
    for (int hours = 0; hours < 200; hours += 6) {
      fates.failed(lane, UUID.randomUUID(), Samples.THEN.plus(Duration.ofHours(hours)));
      fates = anew(); // a task that moved knows the same
    }
    assertThat(output.events())
        .extracting(WebhookEvent::type)
        .containsExactly(
            EventTypes.WEBHOOK_WARNED, EventTypes.WEBHOOK_WARNED, EventTypes.WEBHOOK_WARNED);
    assertThat(output.events())
        .extracting(WebhookEvent::timestamp)
        .containsExactly(after(24), after(48), after(72));
    assertThat(output.events().getFirst().data().statusReason())
        .isEqualTo(
            "every delivery has failed since 2026-11-22T10:00:00Z; unless one succeeds, the webhook"
                + " is disabled at 2026-11-26T10:00:00Z");
    assertThat(output.registry())
        .containsExactly(
            endpoint.with(
                WebhookStatus.DISABLED,
                "every delivery has failed since 2026-11-22T10:00:00Z",
                after(96)));
  }

  @Test
  void oneSuccessIsEnoughToBeginAnew() {
    for (int hours = 0; hours < 1_000; hours += 6) {
      fates.failed(lane, UUID.randomUUID(), after(hours));
      if (hours % 24 == 18) {
        fates.isWell(lane);
      }
    }
    assertThat(output.published).isEmpty();
  }

  @Test
  void oneEventThatIsNotDigestedDisablesNobody() {
    UUID event = UUID.randomUUID();
    for (int hours = 0; hours < 1_000; hours += 6) {
      fates.failed(lane, event, after(hours));
    }
    assertThat(output.published).isEmpty();
  }

  @Test
  void disablesNobodyWithoutEachWarningAndTimeToActOnIt() {
    for (int i = 0; i < 3; i++) {
      fates.failed(lane, UUID.randomUUID(), after(i));
    }
    for (int i = 0; i < 3; i++) {
      fates.failed(lane, UUID.randomUUID(), after(1_000).plusSeconds(i)); // as after a long stop
    }
    assertThat(output.events())
        .singleElement()
        .returns(EventTypes.WEBHOOK_WARNED, WebhookEvent::type);
    for (int hours = 1_006; hours < 1_072; hours += 6) {
      fates.failed(lane, UUID.randomUUID(), after(hours));
    }
    assertThat(output.events())
        .extracting(WebhookEvent::type)
        .containsOnly(EventTypes.WEBHOOK_WARNED)
        .hasSize(3);
    fates.failed(lane, UUID.randomUUID(), after(1_072));
    assertThat(output.registry())
        .extracting(WebhookEndpoint::status)
        .containsExactly(WebhookStatus.DISABLED);
  }

  @Test
  void aBurstOfFailuresDisablesNobody() {
    for (int i = 0; i < 10_000; i++) {
      fates.failed(lane, UUID.randomUUID(), Samples.THEN.plusMillis(i));
    }
    assertThat(output.published).isEmpty();
  }

  @Test
  void disablesAtOnceAndOnceWhereTheReceiverSaysSo() {
    fates.wantsNoMore(lane, "it answered 410", UUID.randomUUID(), after(1));
    fates.wantsNoMore(lane, "it answered 410", UUID.randomUUID(), after(2));
    fates.failed(lane, UUID.randomUUID(), after(200));
    assertThat(output.registry())
        .containsExactly(endpoint.with(WebhookStatus.DISABLED, "it answered 410", after(1)));
  }

  @Test
  void tellsOfADisablingOnceItIsTheVersionThatCounts() {
    fates.wantsNoMore(lane, "it answered 410", UUID.randomUUID(), after(1));
    assertThat(output.events()).as("its owner's change may be first").isEmpty();
    WebhookEndpoint changed = endpoint.with(WebhookStatus.PAUSED, "paused by its owner", after(1));
    fates.cameBack(endpoint, changed);
    assertThat(output.events()).isEmpty();
    WebhookEndpoint disabled = changed.with(WebhookStatus.DISABLED, "it answered 410", after(2));
    fates.cameBack(changed, disabled);
    fates.cameBack(disabled, disabled);
    assertThat(output.events())
        .singleElement()
        .returns(EventTypes.WEBHOOK_DISABLED, WebhookEvent::type)
        .returns("it answered 410", event -> event.data().statusReason())
        .returns(after(2), WebhookEvent::timestamp);
  }

  @Test
  void disablesAgainWhatItsOwnerActivated() {
    fates.wantsNoMore(lane, "it answered 410", UUID.randomUUID(), after(1));
    WebhookEndpoint again =
        endpoint
            .with(WebhookStatus.DISABLED, "it answered 410", after(1))
            .with(WebhookStatus.ACTIVE, null, after(2));
    endpoints.put(lane, again, Json.write(again));
    fates.isWell(lane);
    fates.wantsNoMore(lane, "it answered 410", UUID.randomUUID(), after(3));
    assertThat(output.registry()).extracting(WebhookEndpoint::version).containsExactly(2L, 4L);
  }

  @Test
  void activatingIsAFreshStartAlsoOfOneThatIsActive() {
    WebhookEndpoint paused = endpoint.with(WebhookStatus.PAUSED, "paused", after(1));
    WebhookEndpoint activated = endpoint.with(WebhookStatus.ACTIVE, null, after(1));
    assertThat(EndpointFates.isAFreshStart(endpoint, activated)).isTrue();
    assertThat(
            EndpointFates.isAFreshStart(paused, paused.with(WebhookStatus.ACTIVE, null, after(2))))
        .isTrue();
    assertThat(EndpointFates.isAFreshStart(endpoint, paused)).isFalse();
    assertThat(EndpointFates.isAFreshStart(endpoint, endpoint)).as("read again").isFalse();
  }

  private static Instant after(int hours) {
    return Samples.THEN.plus(Duration.ofHours(hours));
  }

  private EndpointFates anew() {
    return new EndpointFates(TOPICS, output, rows, endpoints, PATIENCE);
  }

  private static final class Outputs implements LaneOutput {
    private final List<OutboundRecord> published = new ArrayList<>();

    @Override
    public void publish(OutboundRecord record) {
      published.add(record);
    }

    @Override
    public void deadLetter(InboundRecord record, String reason) {
      throw new AssertionError(reason);
    }

    List<WebhookEvent> events() {
      return on(TOPICS.operationEvents(), WebhookEvent.class);
    }

    List<WebhookEndpoint> registry() {
      return on(TOPICS.webhookRegistry(), WebhookEndpoint.class);
    }

    private <T> List<T> on(String topic, Class<T> type) {
      return published.stream()
          .filter(record -> record.topic().equals(topic))
          .map(record -> Json.read(record.value(), type))
          .toList();
    }
  }

  private static final class RowsInMemory implements ApplicationRows {
    private final Map<ByteBuffer, byte[]> rows = new HashMap<>();

    @Override
    public byte @Nullable [] get(byte[] key) {
      return rows.get(ByteBuffer.wrap(key));
    }

    @Override
    public void put(byte[] key, byte[] row) {
      rows.put(ByteBuffer.wrap(key), row);
    }

    @Override
    public void delete(byte[] key) {
      rows.remove(ByteBuffer.wrap(key));
    }
  }
}
