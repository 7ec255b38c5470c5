package dev.waybill.lane.host;

import dev.waybill.schemas.TopicPlan;
import dev.waybill.schemas.WaybillHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forwards records to the sink, with the time of the step. */
final class TaskOutput implements LaneOutput {
  private static final Logger LOG = LoggerFactory.getLogger(TaskOutput.class);
  private static final byte[] NO_KEY = {};

  /**
   * What is larger cannot be written on with a header more. It comes in all the same: a topic's
   * bound is on what is compressed.
   */
  private static final int MAX_INBOUND_BYTES = TopicPlan.MAX_INPUT_BYTES - 16 * 1024;

  /** So much is kept of the value of what is too large. */
  private static final int KEPT_BYTES = 16 * 1024;

  private static final int MAX_REASON = 4_000;

  private final ProcessorContext<byte @Nullable [], OutboundRecord> context;
  private final String deadLetterTopic;
  private final LaneListener listener;

  TaskOutput(
      ProcessorContext<byte @Nullable [], OutboundRecord> context,
      String deadLetterTopic,
      LaneListener listener) {
    this.context = context;
    this.deadLetterTopic = deadLetterTopic;
    this.listener = listener;
  }

  @Override
  public void publish(OutboundRecord record) {
    Headers headers = new RecordHeaders();
    record.headers().forEach(headers::add);
    forward(record, headers);
  }

  @Override
  public void deadLetter(InboundRecord record, String reason) {
    listener.deadLettered();
    LOG.atWarn()
        .addKeyValue("record", record)
        .addKeyValue("reason", reason)
        .log("record sent to the dead-letter topic");
    boolean whole = !isTooLarge(record);
    Headers headers = whole ? new RecordHeaders(record.headers()) : new RecordHeaders();
    add(headers, WaybillHeaders.REASON, reason.substring(0, Math.min(reason.length(), MAX_REASON)));
    add(headers, WaybillHeaders.ORIGIN_TOPIC, record.topic());
    add(headers, WaybillHeaders.ORIGIN_PARTITION, Integer.toString(record.partition()));
    add(headers, WaybillHeaders.ORIGIN_OFFSET, Long.toString(record.offset()));
    if (whole) {
      forward(outbound(deadLetterTopic, record.key(), record.value()), headers);
    } else {
      add(headers, WaybillHeaders.CUT, Long.toString(size(record)));
      forward(outbound(deadLetterTopic, cut(record.key()), cut(record.value())), headers);
    }
  }

  /** Whether a record is larger than what can be written on. */
  static boolean isTooLarge(InboundRecord record) {
    return size(record) > MAX_INBOUND_BYTES;
  }

  private static long size(InboundRecord record) {
    long size = length(record.key()) + length(record.value());
    for (Header header : record.headers()) {
      // In UTF-8 a name is up to three times as long as in characters.
      size += 3L * header.key().length() + length(header.value());
    }
    return size;
  }

  private static long length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  private static byte @Nullable [] cut(byte @Nullable [] bytes) {
    return bytes == null || bytes.length <= KEPT_BYTES ? bytes : Arrays.copyOf(bytes, KEPT_BYTES);
  }

  /** Passes a record on to the topic that it came from, under the key that it should have had. */
  void move(InboundRecord record, byte[] key) {
    listener.moved();
    Headers headers = new RecordHeaders(record.headers());
    add(headers, WaybillHeaders.MOVED, "from partition " + record.partition());
    forward(outbound(record.topic(), key, record.value()), headers);
  }

  private static OutboundRecord outbound(
      String topic, byte @Nullable [] key, byte @Nullable [] value) {
    return new OutboundRecord(topic, key, value, Map.of(), key == null ? NO_KEY : key);
  }

  private void forward(OutboundRecord record, Headers headers) {
    long now = context.currentSystemTimeMs();
    context.forward(new Record<>(record.key(), record, now, headers), LaneTopology.SINK);
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
