package dev.waybill.runtime.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.schemas.WaybillHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** A partition of a dead-letter topic, made by hand. */
final class Post {
  static final String TOPIC = "operation.dead-letter";

  private static final long AT_MS = 1_800_000_000_000L;

  private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

  List<ConsumerRecord<byte[], byte[]>> records() {
    return records;
  }

  /** A letter of a record that had these headers. */
  ConsumerRecord<byte[], byte[]> letter(
      String originTopic, long originOffset, String reason, Map<String, String> original) {
    RecordHeaders headers = new RecordHeaders();
    original.forEach((name, value) -> headers.add(name, value.getBytes(UTF_8)));
    headers.add(WaybillHeaders.REASON, reason.getBytes(UTF_8));
    headers.add(WaybillHeaders.ORIGIN_TOPIC, originTopic.getBytes(UTF_8));
    headers.add(WaybillHeaders.ORIGIN_PARTITION, "7".getBytes(UTF_8));
    headers.add(WaybillHeaders.ORIGIN_OFFSET, Long.toString(originOffset).getBytes(UTF_8));
    return add("key".getBytes(UTF_8), "value".getBytes(UTF_8), headers);
  }

  /** What a producer wrote to this partition. */
  ConsumerRecord<byte[], byte[]> written(ProducerRecord<byte[], byte[]> record) {
    return add(record.key(), record.value(), new RecordHeaders(record.headers()));
  }

  ConsumerRecord<byte[], byte[]> add(
      byte @Nullable [] key, byte @Nullable [] value, RecordHeaders headers) {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(
            TOPIC,
            4,
            records.size() + 100L,
            AT_MS + records.size(),
            TimestampType.LOG_APPEND_TIME,
            0,
            0,
            key,
            value,
            headers,
            Optional.empty());
    records.add(record);
    return record;
  }
}
