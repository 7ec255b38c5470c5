package dev.waybill.lane.execution;

import dev.waybill.lane.core.Dispatch;
import dev.waybill.lane.core.Limits;
import dev.waybill.lane.host.LaneHeaders;
import dev.waybill.schemas.AttemptDispatch;
import dev.waybill.schemas.AttemptEnvelopes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import tools.jackson.core.JacksonException;

/**
 * A dispatch as it was read.
 *
 * @param attempt its envelope
 * @param writtenAt when, by the clock of the scheduler that wrote it
 * @param pace of its lane
 * @param payload what the application prepared
 * @param headers of the record
 */
@SuppressWarnings(
    "ArrayRecordComponent") // bytes on their way to the application: copies would only cost
record ReceivedDispatch(
    AttemptDispatch attempt,
    Instant writtenAt,
    Dispatch.Pace pace,
    byte[] payload,
    Headers headers) {
  /** A lane whose dispatch names no pace is not spaced. */
  private static final Dispatch.Pace UNPACED = new Dispatch.Pace(1, Limits.MAX_BURST);

  /**
   * Empty if the record is no dispatch of this version; its scheduler will find out by the
   * attempt's deadline.
   */
  static Optional<ReceivedDispatch> read(ConsumerRecord<byte[], byte[]> record) {
    Header envelope = record.headers().lastHeader(AttemptDispatch.HEADER);
    if (envelope == null || envelope.value() == null || record.value() == null) {
      return Optional.empty();
    }
    try {
      AttemptDispatch attempt = AttemptEnvelopes.readDispatch(envelope.value());
      return attempt.v() == AttemptDispatch.VERSION
          ? Optional.of(
              new ReceivedDispatch(
                  attempt,
                  Instant.ofEpochMilli(record.timestamp()),
                  pace(record.headers()),
                  record.value(),
                  record.headers()))
          : Optional.empty();
    } catch (JacksonException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Dispatch.Pace pace(Headers headers) {
    Header header = headers.lastHeader(LaneHeaders.PACE);
    if (header == null || header.value() == null) {
      return UNPACED;
    }
    String text = new String(header.value(), StandardCharsets.US_ASCII);
    int comma = text.indexOf(',');
    if (comma < 0) {
      return UNPACED;
    }
    return new Dispatch.Pace(
        Long.parseLong(text, 0, comma, 10), Integer.parseInt(text.substring(comma + 1)));
  }
}
