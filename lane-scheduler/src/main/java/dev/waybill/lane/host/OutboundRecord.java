package dev.waybill.lane.host;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A record to be written.
 *
 * @param topic full name, prefix included
 * @param key its key; null only where a record without a key is passed on
 * @param value its value, null for a tombstone
 * @param headers its headers
 * @param partitionKey murmur2 of these bytes chooses the partition, as Java clients do with the key
 */
@SuppressWarnings(
    "ArrayRecordComponent") // bytes on their way between stores and topics: copies would only cost
public record OutboundRecord(
    String topic,
    byte @Nullable [] key,
    byte @Nullable [] value,
    Map<String, byte[]> headers,
    byte[] partitionKey) {
  public OutboundRecord {
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(partitionKey, "partitionKey");
    headers = Map.copyOf(headers);
  }

  /** Without headers, partitioned by its key. */
  public OutboundRecord(String topic, byte[] key, byte @Nullable [] value) {
    this(topic, key, value, Map.of(), key);
  }
}
