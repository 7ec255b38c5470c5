package dev.waybill.runtime.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.schemas.WaybillHeaders;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Letters and marks in the form in which they lie on their topic. */
final class LetterWire {
  /** What Waybill added on the way to the dead-letter topic. */
  private static final Set<String> OURS =
      Set.of(
          WaybillHeaders.REASON,
          WaybillHeaders.ORIGIN_TOPIC,
          WaybillHeaders.ORIGIN_PARTITION,
          WaybillHeaders.ORIGIN_OFFSET,
          WaybillHeaders.CUT,
          WaybillHeaders.MOVED,
          WaybillHeaders.REDRIVES);

  private static final int SHOWN_KEY = 64;
  private static final int SHOWN_REASON = 4_000;

  private LetterWire() {}

  /** The letter, if the record is one that says where it is from. */
  static Optional<DeadLetter> letter(ConsumerRecord<byte[], byte[]> record) {
    Headers headers = record.headers();
    String topic = text(headers, WaybillHeaders.ORIGIN_TOPIC);
    String partition = text(headers, WaybillHeaders.ORIGIN_PARTITION);
    String offset = text(headers, WaybillHeaders.ORIGIN_OFFSET);
    String reason = text(headers, WaybillHeaders.REASON);
    if (topic == null || partition == null || offset == null || reason == null) {
      return Optional.empty();
    }
    Origin origin;
    try {
      origin = Origin.parse(topic + ":" + partition + ":" + offset);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    return Optional.of(
        new DeadLetter(
            new TopicPartition(record.topic(), record.partition()),
            record.offset(),
            Instant.ofEpochMilli(record.timestamp()),
            origin,
            harmless(reason, SHOWN_REASON),
            record.key() == null ? "-" : harmless(new String(record.key(), UTF_8), SHOWN_KEY),
            headers.lastHeader(WaybillHeaders.CUT) != null,
            Math.toIntExact(Math.min(number(headers, WaybillHeaders.REDRIVES), 1_000_000))));
  }

  /**
   * The offset of the letter that a mark is for. A letter is never a mark: it has the headers of a
   * record that anybody may have written.
   */
  static OptionalLong marked(ConsumerRecord<byte[], byte[]> record) {
    Headers headers = record.headers();
    return headers.lastHeader(WaybillHeaders.REASON) == null
            && headers.lastHeader(WaybillHeaders.REDRIVEN) != null
        ? OptionalLong.of(number(headers, WaybillHeaders.REDRIVEN))
        : OptionalLong.empty();
  }

  /** The record as it was, to the partition where it was; what it says beside is how often. */
  static ProducerRecord<byte[], byte[]> putBack(
      ConsumerRecord<byte[], byte[]> record, Origin origin, int redrives) {
    Headers headers = new RecordHeaders();
    for (Header header : record.headers()) {
      if (!OURS.contains(header.key())) {
        headers.add(header);
      }
    }
    add(headers, WaybillHeaders.REDRIVES, redrives);
    return new ProducerRecord<>(
        origin.topic(), origin.partition(), null, record.key(), record.value(), headers);
  }

  /** What is to be written with it: beside the letter, so that whoever reads one reads both. */
  static ProducerRecord<byte[], byte[]> mark(ConsumerRecord<byte[], byte[]> record, int redrives) {
    Headers headers = new RecordHeaders();
    add(headers, WaybillHeaders.REDRIVEN, record.offset());
    add(headers, WaybillHeaders.REDRIVES, redrives);
    return new ProducerRecord<>(
        record.topic(), record.partition(), null, record.key(), null, headers);
  }

  private static void add(Headers headers, String name, long number) {
    headers.add(name, Long.toString(number).getBytes(UTF_8));
  }

  private static @Nullable String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
  }

  /** 0 if there is none, for a record may bring anything along. */
  private static long number(Headers headers, String name) {
    String text = text(headers, name);
    return text != null && text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }

  private static String harmless(String text, int longest) {
    String line = text.replaceAll("\\p{C}|\\p{Zl}|\\p{Zp}", "?");
    return line.length() <= longest ? line : line.substring(0, longest) + "…";
  }
}
