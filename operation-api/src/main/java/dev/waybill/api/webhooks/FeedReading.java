package dev.waybill.api.webhooks;

import dev.waybill.schemas.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import tools.jackson.databind.JsonNode;

/** One page of the feed, with a consumer of its own. Not thread-safe. */
final class FeedReading {
  private static final int BUDGET = 50_000;
  private static final int MOST_BYTES = 1 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(200);

  private final Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final UUID partner;
  private final FeedCursor before;
  private final FeedCursor now;
  private final int size;
  private final List<JsonNode> events = new ArrayList<>();
  private int scanned;
  private int bytes;

  FeedReading(
      Consumer<byte[], byte[]> consumer, String topic, UUID partner, FeedCursor before, int size) {
    this.consumer = consumer;
    this.topic = topic;
    this.partner = partner;
    this.before = before;
    this.now = new FeedCursor(before.millis().clone(), new int[before.millis().length]);
    this.size = size;
  }

  /**
   * What was read.
   *
   * @param cursor where to go on
   * @param isAll whether it went to the end as it was when it began
   */
  record Found(List<JsonNode> events, FeedCursor cursor, boolean isAll) {}

  /** Reads what there is, within bounds. */
  Found run() {
    long begun = System.nanoTime();
    Map<TopicPartition, Long> ends = open();
    boolean isAll = isAt(ends);
    while (!isAll
        && !isFull()
        && scanned < BUDGET
        && System.nanoTime() - begun < PATIENCE.toNanos()) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (!isFull()) {
          take(record);
        }
      }
      isAll = isAt(ends);
    }
    keepWhatWasNotLookedAt();
    return new Found(events, now, isAll && !isFull());
  }

  private boolean isAt(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey(), PATIENCE) >= end.getValue());
  }

  /** A page has a bound of bytes, too, beyond which only its last event may go. */
  private boolean isFull() {
    return events.size() >= size || bytes >= MOST_BYTES;
  }

  /** Where nothing was read, what was seen of the last millisecond is still so. */
  private void keepWhatWasNotLookedAt() {
    for (int i = 0; i < now.millis().length; i++) {
      if (now.millis()[i] == before.millis()[i]) {
        now.seen()[i] = Math.max(now.seen()[i], before.seen()[i]);
      }
    }
  }

  private Map<TopicPartition, Long> open() {
    List<TopicPartition> all =
        IntStream.range(0, now.millis().length)
            .mapToObj(partition -> new TopicPartition(topic, partition))
            .toList();
    consumer.assign(all);
    Map<TopicPartition, Long> times = new HashMap<>();
    all.forEach(p -> times.put(p, before.millis()[p.partition()]));
    Map<TopicPartition, Long> ends = consumer.endOffsets(all, PATIENCE);
    Map<TopicPartition, OffsetAndTimestamp> starts = consumer.offsetsForTimes(times, PATIENCE);
    all.forEach(p -> {
      OffsetAndTimestamp start = starts.get(p);
      consumer.seek(p, start == null ? ends.getOrDefault(p, 0L) : start.offset());
    });
    return ends;
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    int partition = record.partition();
    scanned++;
    // The latest time so far: a broker's clock may have gone back, and where a reading begins is
    // found by the first record that is not older.
    if (record.timestamp() > now.millis()[partition]) {
      now.millis()[partition] = record.timestamp();
      now.seen()[partition] = 0;
    }
    if (!partner.equals(FeedEvents.ownerOf(record.value()))) {
      return;
    }
    now.seen()[partition]++;
    boolean given =
        now.millis()[partition] == before.millis()[partition]
            && now.seen()[partition] <= before.seen()[partition];
    if (!given) {
      events.add(Json.mapper().readTree(record.value()));
      bytes += record.value().length;
    }
  }
}
