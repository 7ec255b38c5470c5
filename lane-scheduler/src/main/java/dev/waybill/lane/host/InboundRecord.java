package dev.waybill.lane.host;

import java.time.Instant;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A record as it was read.
 *
 * @param topic full name, prefix included
 * @param partition where it was read
 * @param offset where it was read
 * @param timestamp of the record
 * @param key null if it has none
 * @param value null if it has none
 * @param headers not to be changed
 */
@SuppressWarnings(
    "ArrayRecordComponent") // bytes on their way between stores and topics: copies would only cost
public record InboundRecord(
    String topic,
    int partition,
    long offset,
    Instant timestamp,
    byte @Nullable [] key,
    byte @Nullable [] value,
    Headers headers) {
  public InboundRecord {
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(timestamp, "timestamp");
    Objects.requireNonNull(headers, "headers");
  }

  /** Where it was read; neither key nor value, which may hold secrets. */
  @Override
  public String toString() {
    return topic + "-" + partition + "@" + offset;
  }
}
