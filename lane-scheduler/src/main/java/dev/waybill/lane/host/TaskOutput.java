package dev.waybill.lane.host;

import java.nio.charset.StandardCharsets;
import java.util.Map;
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
    Headers headers = new RecordHeaders(record.headers());
    add(headers, LaneHeaders.REASON, reason);
    add(headers, LaneHeaders.ORIGIN_TOPIC, record.topic());
    add(headers, LaneHeaders.ORIGIN_PARTITION, Integer.toString(record.partition()));
    add(headers, LaneHeaders.ORIGIN_OFFSET, Long.toString(record.offset()));
    forward(outbound(deadLetterTopic, record.key(), record), headers);
  }

  /** Passes a record on to the topic that it came from, under the key that it should have had. */
  void move(InboundRecord record, byte[] key) {
    listener.moved();
    Headers headers = new RecordHeaders(record.headers());
    add(headers, LaneHeaders.MOVED, "from partition " + record.partition());
    forward(outbound(record.topic(), key, record), headers);
  }

  private static OutboundRecord outbound(
      String topic, byte @Nullable [] key, InboundRecord record) {
    return new OutboundRecord(topic, key, record.value(), Map.of(), key == null ? NO_KEY : key);
  }

  private void forward(OutboundRecord record, Headers headers) {
    long now = context.currentSystemTimeMs();
    context.forward(new Record<>(record.key(), record, now, headers), LaneTopology.SINK);
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
