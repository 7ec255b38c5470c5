package dev.waybill.emitter.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.emitter.event.EventHeader;
import dev.waybill.emitter.fanout.Subscriptions.Subscriber;
import dev.waybill.emitter.metrics.EmitterMeters.EventResult;
import dev.waybill.schemas.DeliveryRequest;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.TopicPlan;
import dev.waybill.schemas.Topics;
import dev.waybill.schemas.WaybillHeaders;
import dev.waybill.schemas.WebhookEndpoint;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Turns one event into the records that its subscriptions need. */
final class FanOut {
  private final Topics topics;
  private final InstantSource clock;

  FanOut(Topics topics, InstantSource clock) {
    this.topics = topics;
    this.clock = clock;
  }

  /** What to write for one event, and how to count it. */
  record Result(EventResult kind, List<ProducerRecord<byte[], byte[]>> records) {}

  /**
   * Fans an event out.
   *
   * @param subscriptions that may want an event
   */
  Result of(
      ConsumerRecord<byte[], byte[]> record,
      Function<EventHeader, Collection<Subscriber>> subscriptions) {
    EventHeader event;
    try {
      event = EventHeader.read(record.value());
    } catch (IllegalArgumentException e) {
      return malformed(record, String.valueOf(e.getMessage()));
    }
    Instant now = clock.instant();
    // The lanes remember a delivery for as long as requests are kept: an older event might be
    // delivered a second time when positions were lost.
    if (event.timestamp().isBefore(now.minus(TopicPlan.REQUESTS_KEPT))) {
      return new Result(EventResult.TOO_OLD, List.of());
    }
    List<ProducerRecord<byte[], byte[]>> requests = new ArrayList<>();
    Instant appended = Instant.ofEpochMilli(record.timestamp());
    for (Subscriber subscriber : subscriptions.apply(event)) {
      WebhookEndpoint endpoint = subscriber.endpoint();
      if (subscriber.wasThere(event, appended) && Subscription.wants(endpoint, event)) {
        DeliveryRequest request =
            Subscription.deliver(endpoint, event, record.partition(), record.offset(), now);
        byte[] key = endpoint.id().toString().getBytes(UTF_8);
        requests.add(new ProducerRecord<>(topics.webhookRequested(), key, Json.write(request)));
      }
    }
    return new Result(requests.isEmpty() ? EventResult.NOBODY : EventResult.FANNED_OUT, requests);
  }

  private Result malformed(ConsumerRecord<byte[], byte[]> record, String reason) {
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(topics.webhookDeadLetter(), record.key(), record.value());
    record.headers().forEach(letter.headers()::add);
    letter
        .headers()
        .add(WaybillHeaders.REASON, reason.getBytes(UTF_8))
        .add(WaybillHeaders.ORIGIN_TOPIC, record.topic().getBytes(UTF_8))
        .add(WaybillHeaders.ORIGIN_PARTITION, ("" + record.partition()).getBytes(UTF_8))
        .add(WaybillHeaders.ORIGIN_OFFSET, ("" + record.offset()).getBytes(UTF_8));
    return new Result(EventResult.MALFORMED, List.of(letter));
  }
}
