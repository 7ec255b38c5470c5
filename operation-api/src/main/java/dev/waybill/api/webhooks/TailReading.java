package dev.waybill.api.webhooks;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** One page of a log, newest first, with a consumer of its own. Not thread-safe. */
final class TailReading {
  private static final int CHUNK = 2_000;
  private static final int SMALL_CHUNK = 200;
  private static final int BUDGET = 40_000;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(100);

  private final Consumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final Predicate<ConsumerRecord<byte[], byte[]>> wanted;
  private final int most;
  private final long begun = System.nanoTime();
  private final List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
  private long scanned;

  /**
   * A reading; nothing is read yet.
   *
   * @param consumer to which the partition is assigned
   * @param wanted which records
   * @param most how many of them
   */
  TailReading(
      Consumer<byte[], byte[]> consumer,
      TopicPartition partition,
      Predicate<ConsumerRecord<byte[], byte[]>> wanted,
      int most) {
    this.consumer = consumer;
    this.partition = partition;
    this.wanted = wanted;
    this.most = most;
  }

  /**
   * What was found.
   *
   * @param records newest first
   * @param older where older ones are to be had; null if there are none
   * @param newer where newer ones are to be had; null if there are none
   */
  record Found(
      List<ConsumerRecord<byte[], byte[]>> records,
      @Nullable TimeCursor older,
      @Nullable TimeCursor newer) {}

  /** The newest, of a span of time. */
  Found newest(Instant from, Instant to) {
    TimeCursor start = new TimeCursor(Math.max(0, to.toEpochMilli()), 0, false);
    return down(offsetAt(from), offsetAt(to), start, null);
  }

  /** Those on one side of a cut. */
  Found beside(TimeCursor cursor, Instant from, Instant to) {
    long cut = offsetOf(cursor);
    return cursor.newer()
        ? up(Math.max(cut, offsetAt(from)), offsetAt(to), cursor.turned())
        : down(offsetAt(from), Math.min(cut, offsetAt(to)), cursor, cursor.turned());
  }

  private Found down(long bottom, long from, TimeCursor start, @Nullable TimeCursor newer) {
    ConsumerRecord<byte[], byte[]> last = null;
    long top = from;
    while (top > bottom && (last == null || hasBudget())) {
      long chunkStart = Math.max(bottom, top - CHUNK);
      for (ConsumerRecord<byte[], byte[]> record : chunk(chunkStart, top).reversed()) {
        last = record;
        if (wanted.test(record)) {
          found.add(record);
        }
        if (found.size() == most) {
          return new Found(found, cut(record.offset(), record.timestamp(), false), newer);
        }
      }
      scanned += top - chunkStart;
      top = chunkStart;
    }
    if (top <= bottom) {
      return new Found(found, null, newer);
    }
    return new Found(
        found, last == null ? start : cut(last.offset(), last.timestamp(), false), newer);
  }

  private Found up(long from, long top, TimeCursor older) {
    ConsumerRecord<byte[], byte[]> last = null;
    long bottom = from;
    while (bottom < top && (isAtItsCut(last, older) || hasBudget())) {
      long chunkEnd = Math.min(top, bottom + CHUNK);
      for (ConsumerRecord<byte[], byte[]> record : chunk(bottom, chunkEnd)) {
        if (wanted.test(record) && found.size() == most) {
          return new Found(found.reversed(), older, cut(record.offset(), record.timestamp(), true));
        }
        if (wanted.test(record)) {
          found.add(record);
        }
        last = record;
      }
      scanned += chunkEnd - bottom;
      bottom = chunkEnd;
    }
    if (bottom >= top) {
      return new Found(found.reversed(), older, null);
    }
    if (last == null) {
      throw TopicTail.unavailable();
    }
    TimeCursor next = cut(last.offset() + 1, last.timestamp(), true);
    if (next.equals(older.turned())) {
      throw TopicTail.unavailable(); // who is sent where they are gets on no more
    }
    return new Found(found.reversed(), older, next);
  }

  /** A cut behind nothing but others' records of the same time would be the one that it was. */
  private boolean isAtItsCut(@Nullable ConsumerRecord<byte[], byte[]> last, TimeCursor older) {
    return last == null || (found.isEmpty() && last.timestamp() <= older.millis() && hasTime());
  }

  private boolean hasBudget() {
    return scanned < BUDGET && hasTime();
  }

  private boolean hasTime() {
    return System.nanoTime() - begun < PATIENCE.toNanos();
  }

  /** The cut in front of a place, by the time of a record beside it. */
  private TimeCursor cut(long offset, long millis, boolean newer) {
    long first = offsetAt(Instant.ofEpochMilli(millis));
    int behind = 0;
    boolean isNear = offset - first < BUDGET;
    if (!isNear && newer) {
      throw TopicTail.unavailable(); // from where it began the same would be read for ever
    }
    if (isNear) { // else a clock was far ahead for long: on from where it began
      for (long start = first; start < offset; start += SMALL_CHUNK) {
        for (ConsumerRecord<byte[], byte[]> record :
            chunk(start, Math.min(offset, start + SMALL_CHUNK))) {
          behind += wanted.test(record) ? 1 : 0;
        }
      }
    }
    return new TimeCursor(millis, behind, newer);
  }

  /**
   * The place of a cut: behind as many wanted ones as it says. What is read for it is none of the
   * page's budget, or a page that begins far behind its time would have none left and stay there.
   */
  private long offsetOf(TimeCursor cursor) {
    long place = offsetAt(Instant.ofEpochMilli(cursor.millis()));
    long end = end();
    long furthest = place + BUDGET;
    int left = cursor.behind();
    for (long start = place; left > 0 && start < end; start += SMALL_CHUNK) {
      if (start >= furthest || !hasTime()) {
        throw TopicTail.unavailable(); // a lower place would bring back what was read already
      }
      for (ConsumerRecord<byte[], byte[]> record :
          chunk(start, Math.min(end, start + SMALL_CHUNK))) {
        if (left > 0 && wanted.test(record)) {
          left--;
          place = record.offset() + 1;
        }
      }
    }
    return place;
  }

  private long offsetAt(Instant time) {
    long millis = Math.max(0, time.toEpochMilli());
    OffsetAndTimestamp at =
        consumer.offsetsForTimes(Map.of(partition, millis), PATIENCE).get(partition);
    return at != null ? at.offset() : end();
  }

  private long end() {
    Long end = consumer.endOffsets(List.of(partition), PATIENCE).get(partition);
    return end == null ? 0 : end;
  }

  private List<ConsumerRecord<byte[], byte[]>> chunk(long start, long end) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    consumer.seek(partition, start);
    long chunkBegun = System.nanoTime();
    while (consumer.position(partition) < end) {
      if (System.nanoTime() - chunkBegun > PATIENCE.toNanos()) {
        throw TopicTail.unavailable();
      }
      consumer
          .poll(POLL)
          .forEach(record -> {
            if (record.offset() < end) {
              records.add(record);
            }
          });
    }
    return records;
  }
}
