package dev.waybill.emitter.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.emitter.Samples;
import dev.waybill.emitter.metrics.EmitterMeters.EventResult;
import dev.waybill.schemas.DeliveryRequest;
import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Topics;
import dev.waybill.schemas.WebhookEndpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FanOutTest {
  private static final Topics TOPICS = new Topics("t.");
  private final FanOut fanOut = new FanOut(TOPICS, () -> Samples.THEN);

  @Test
  void writesOneSmallRecordForEachEndpointThatWantsTheEvent() {
    WebhookEndpoint one = Samples.endpoint();
    WebhookEndpoint two = Samples.endpoint();
    byte[] event = event(EventTypes.SUCCEEDED, Samples.THEN);
    FanOut.Result result = fanOut.of(record(event), header -> List.of(one, two));
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
    FanOut.Result result = fanOut.of(record(event), header -> List.of(Samples.endpoint()));
    assertThat(result).isEqualTo(new FanOut.Result(EventResult.NOBODY, List.of()));
  }

  @Test
  void leavesOutWhatIsOlderThanTheLanesMemory() {
    Instant old = Samples.THEN.minus(Duration.ofDays(14)).minusMillis(1);
    FanOut.Result result =
        fanOut.of(record(event(EventTypes.CREATED, old)), header -> List.of(Samples.endpoint()));
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

  private static String header(org.apache.kafka.common.header.Headers headers, String name) {
    return new String(headers.lastHeader(name).value(), UTF_8);
  }

  private static ConsumerRecord<byte[], byte[]> record(byte[] value) {
    return new ConsumerRecord<>(TOPICS.operationEvents(), 3, 42, new byte[] {1}, value);
  }

  private static byte[] event(String type, Instant at) {
    return Json.write(Samples.event(Samples.PARTNER, UUID.randomUUID(), type, at));
  }
}
