package dev.waybill.lane.execution;

import dev.waybill.lane.host.LaneHeaders;
import dev.waybill.schemas.AttemptDispatch;
import dev.waybill.schemas.AttemptMode;
import dev.waybill.schemas.AttemptReport;
import dev.waybill.schemas.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Records as the scheduler writes them, and reports as it reads them. */
final class Wire {
  static final String TOPIC = "dispatched";

  private Wire() {}

  static AttemptDispatch attempt(Instant notBefore, Instant notAfter, long callTimeoutMs) {
    return attempt(UUID.randomUUID(), notBefore, notAfter, callTimeoutMs);
  }

  static AttemptDispatch attempt(
      UUID lane, Instant notBefore, Instant notAfter, long callTimeoutMs) {
    return new AttemptDispatch(
        1, lane, UUID.randomUUID(), 1, 1, notBefore, notAfter, callTimeoutMs, AttemptMode.EXECUTE);
  }

  static ConsumerRecord<byte[], byte[]> record(AttemptDispatch attempt, long offset) {
    RecordHeaders headers = new RecordHeaders();
    headers.add(AttemptDispatch.HEADER, Json.write(attempt));
    headers.add(LaneHeaders.PACE, "100000000,2".getBytes(StandardCharsets.US_ASCII));
    return new ConsumerRecord<>(
        TOPIC,
        0,
        offset,
        attempt.notBefore().toEpochMilli(),
        TimestampType.CREATE_TIME,
        0,
        0,
        new byte[] {1},
        "payload".getBytes(StandardCharsets.UTF_8),
        headers,
        Optional.empty());
  }

  static List<AttemptReport> reports(MockProducer<byte[], byte[]> producer) {
    return producer.history().stream()
        .map(record -> record.headers().lastHeader(AttemptDispatch.HEADER).value())
        .map(header -> Json.read(header, AttemptReport.class))
        .toList();
  }
}
