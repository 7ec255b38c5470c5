package dev.waybill.lane.host;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Has Streams take outcomes before commands before registry changes before requests: it takes the
 * record with the lowest timestamp, so each topic's are shifted by a fixed amount. Without it a
 * backlog of requests would hold up every outcome that is younger than its youngest.
 *
 * <p>The shift is more than requests are kept, so that no backlog is older than it.
 */
final class RankedTimestamps implements TimestampExtractor {
  private static final Duration STEP = Duration.ofDays(30);

  private final Map<String, Long> shifts;

  RankedTimestamps(LaneTopics topics) {
    this.shifts =
        Map.of(
            topics.attempted(), 3 * STEP.toMillis(),
            topics.commands(), 2 * STEP.toMillis(),
            topics.registry(), STEP.toMillis());
  }

  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    // Never negative, or Streams would drop the record.
    return Math.max(0, record.timestamp() - shift(record.topic()));
  }

  /** What was taken off the timestamps of a topic's records, in milliseconds. */
  long shift(String topic) {
    return shifts.getOrDefault(topic, 0L);
  }
}
