package dev.waybill.system;

import dev.waybill.schemas.AttemptDispatch;
import dev.waybill.schemas.AttemptReport;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.OperationEvent;
import dev.waybill.schemas.Topics;
import dev.waybill.testing.TopicReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What a test reads of Waybill's topics, read committed and from their beginning. */
final class Evidence implements AutoCloseable {
  private static final Duration READ_LIMIT = Duration.ofSeconds(30);

  private final String bootstrapServers;
  private final TopicReader<OperationEvent> events;

  Evidence(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
    this.events =
        TopicReader.of(
            bootstrapServers,
            Topics.unprefixed().operationEvents(),
            bytes -> Json.read(bytes, OperationEvent.class));
  }

  /** All events until now. */
  List<OperationEvent> events() {
    return values(events.readToEnd(READ_LIMIT));
  }

  /** All events, as soon as the condition holds for those of the given operations. */
  List<OperationEvent> eventsOf(
      Set<UUID> operations, Predicate<List<OperationEvent>> enough, Duration limit) {
    List<OperationEvent> wanted = new ArrayList<>();
    int[] looked = {0};
    events.readUntil(
        records -> {
          for (; looked[0] < records.size(); looked[0]++) {
            OperationEvent event = records.get(looked[0]).value();
            if (operations.contains(event.data().id())) {
              wanted.add(event);
            }
          }
          return enough.test(wanted);
        },
        limit);
    return wanted;
  }

  /** Everything that executors reported until now. */
  List<AttemptReport> reports() {
    try (TopicReader<byte[]> reader = bytes(Topics.unprefixed().operationAttempted())) {
      return reader.readToEnd(READ_LIMIT).stream().flatMap(Evidence::report).toList();
    }
  }

  /** Dead letters, as soon as the condition holds for all of them. */
  List<ConsumerRecord<String, byte[]>> deadLetters(
      Predicate<List<ConsumerRecord<String, byte[]>>> enough, Duration limit) {
    try (TopicReader<byte[]> reader = bytes(Topics.unprefixed().operationDeadLetter())) {
      return reader.readUntil(enough, limit);
    }
  }

  @Override
  public void close() {
    events.close();
  }

  private TopicReader<byte[]> bytes(String topic) {
    return new TopicReader<>(bootstrapServers, topic, new ByteArrayDeserializer());
  }

  private static Stream<AttemptReport> report(ConsumerRecord<String, byte[]> record) {
    Header header = record.headers().lastHeader(AttemptDispatch.HEADER);
    return header == null
        ? Stream.empty()
        : Stream.of(Json.read(header.value(), AttemptReport.class));
  }

  private static List<OperationEvent> values(List<ConsumerRecord<String, OperationEvent>> records) {
    return records.stream().map(ConsumerRecord::value).filter(Objects::nonNull).toList();
  }
}
