package dev.waybill.emitter.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.emitter.Samples;
import dev.waybill.emitter.fanout.Subscriptions.Subscriber;
import dev.waybill.emitter.metrics.EmitterMeters.EventResult;
import dev.waybill.schemas.DeliveryRequest;
import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Topics;
import dev.waybill.schemas.WebhookEndpoint;
import dev.waybill.schemas.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FanOutTest {
  private static final Topics TOPICS = new Topics("t.");
  private final FanOut fanOut = new FanOut(TOPICS, () -> Samples.THEN);

  @Test
  void writesOneSmallRecordForEachEndpointThatWantsTheEvent() {
    WebhookEndpoint one = Samples.endpoint();
    WebhookEndpoint two = Samples.endpoint();
    byte[] event = event(EventTypes.SUCCEEDED, Samples.THEN);
    FanOut.Result result = fanOut.of(record(event), header -> subscribed(one, two));
    assertThat(result.kind()).isEqualTo(EventResult.FANNED_OUT);
    assertThat(result.records())
        .hasSize(2)
        .allSatisfy(record -> {
          assertThat(record.topic()).isEqualTo("t.webhook.requested");
          assertThat(record.value()).hasSizeLessThan(500);
          DeliveryRequest request = Json.read(record.value(), DeliveryRequest.class);
          assertThat(new String(record.key(), UTF_8)).isEqualTo(request.endpointId().toString());
          assertThat(request.partition()).isEqualTo(3);
          assertThat(request.offset()).isEqualTo(42);
        });
  }

  @Test
  void countsAnEventThatNobodyWants() {
    byte[] event = event(EventTypes.ATTEMPTED, Samples.THEN);
    FanOut.Result result = fanOut.of(record(event), header -> subscribed(Samples.endpoint()));
    assertThat(result).isEqualTo(new FanOut.Result(EventResult.NOBODY, List.of()));
  }

  @Test
  void leavesOutWhatIsOlderThanTheLanesMemory() {
    Instant old = Samples.THEN.minus(Duration.ofDays(14)).minusMillis(1);
    FanOut.Result result =
        fanOut.of(record(event(EventTypes.CREATED, old)), header -> subscribed(Samples.endpoint()));
    assertThat(result.kind()).isEqualTo(EventResult.TOO_OLD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "garbage", "{}", "[]", "{\"id\":\"1\"}", "{\"data\":{}}", "null"})
  void putsWhatIsNoEventOnTheDeadLetterTopicWithTheReason(String value) {
    FanOut.Result result = fanOut.of(record(value.getBytes(UTF_8)), header -> List.of());
    assertThat(result.kind()).isEqualTo(EventResult.MALFORMED);
    assertThat(result.records())
        .singleElement()
        .satisfies(letter -> {
          assertThat(letter.topic()).isEqualTo("t.webhook.dead-letter");
          assertThat(letter.value()).isEqualTo(value.getBytes(UTF_8));
          assertThat(header(letter.headers(), "waybill-reason")).startsWith("it ");
          assertThat(header(letter.headers(), "waybill-origin-topic"))
              .isEqualTo("t.operation.events");
          assertThat(header(letter.headers(), "waybill-origin-partition")).isEqualTo("3");
          assertThat(header(letter.headers(), "waybill-origin-offset")).isEqualTo("42");
        });
  }

  @Test
  void aClockThatIsAheadCostsASubscriptionNoEvent() {
    WebhookEndpoint ahead = Samples.endpoint(Samples.THEN.plusSeconds(60));
    Subscriptions subscriptions = new Subscriptions();
    subscriptions.put(ahead, Samples.THEN);
    byte[] event = event(EventTypes.CREATED, Samples.THEN.plusSeconds(1));
    assertThat(fanOut.of(record(event), subscriptions::of).records()).hasSize(1);
    subscriptions.put(
        ahead.with(WebhookStatus.PAUSED, null, Samples.THEN), Samples.THEN.plusSeconds(90));
    assertThat(fanOut.of(record(event), subscriptions::of).records()).hasSize(1);
  }

  @Test
  void anEventThatWasWrittenDownBehindASubscriptionIsItsOwnWhateverItsTime() {
    Subscriptions subscriptions = new Subscriptions();
    subscriptions.put(Samples.endpoint(Samples.THEN), Samples.THEN);
    byte[] late = event(EventTypes.CREATED, Samples.THEN.minusSeconds(60));
    assertThat(fanOut.of(record(late), subscriptions::of).records()).isEmpty();
    assertThat(fanOut.of(record(late, Samples.THEN), subscriptions::of).records()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"0,true", "2000,true", "2001,false", "-86400000,true"})
  void anEventIsOfASubscriptionsTimeFromTwoSecondsBeforeItOn(long laterMs, boolean wanted) {
    Subscriptions subscriptions = new Subscriptions();
    Instant created = Samples.THEN.plusMillis(laterMs);
    subscriptions.put(Samples.endpoint(created), created);
    byte[] event = event(EventTypes.CREATED, Samples.THEN);
    assertThat(fanOut.of(record(event), subscriptions::of).records()).hasSize(wanted ? 1 : 0);
  }

  private static List<Subscriber> subscribed(WebhookEndpoint... endpoints) {
    return Stream.of(endpoints).map(one -> new Subscriber(one, one.createdAt())).toList();
  }

  private static String header(org.apache.kafka.common.header.Headers headers, String name) {
    return new String(headers.lastHeader(name).value(), UTF_8);
  }

  private static ConsumerRecord<byte[], byte[]> record(byte[] value, Instant appended) {
    return new ConsumerRecord<>(
        TOPICS.operationEvents(),
        3,
        42,
        appended.toEpochMilli(),
        TimestampType.LOG_APPEND_TIME,
        1,
        value.length,
        new byte[] {1},
        value,
        new RecordHeaders(),
        Optional.empty());
  }

  private static ConsumerRecord<byte[], byte[]> record(byte[] value) {
    return new ConsumerRecord<>(TOPICS.operationEvents(), 3, 42, new byte[] {1}, value);
  }

  private static byte[] event(String type, Instant at) {
    return Json.write(Samples.event(Samples.PARTNER, UUID.randomUUID(), type, at));
  }
}
