package dev.waybill.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.schemas.AttemptDispatch;
import dev.waybill.schemas.AttemptReport;
import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.LaneStatus;
import dev.waybill.schemas.OperationEvent;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.Topics;
import dev.waybill.schemas.WaybillHeaders;
import dev.waybill.testing.TopicReader;
import dev.waybill.testing.guarantees.Observation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import tools.jackson.core.JacksonException;

/** What a test reads of Waybill's topics, read committed and from their beginning. */
final class Evidence implements AutoCloseable {
  private static final Duration READ_LIMIT = Duration.ofSeconds(30);

  private final String bootstrapServers;
  private final TopicReader<Optional<OperationEvent>> events;

  Evidence(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
    this.events =
        TopicReader.of(
            bootstrapServers, Topics.unprefixed().operationEvents(), Evidence::ofOperation);
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
            records
                .get(looked[0])
                .value()
                .filter(event -> operations.contains(event.data().id()))
                .ifPresent(wanted::add);
          }
          return enough.test(wanted);
        },
        limit);
    return wanted;
  }

  /** How many operations have ended by these events. */
  static long ended(List<OperationEvent> events) {
    return events.stream()
        .filter(event ->
            event.type().equals(EventTypes.SUCCEEDED) || event.type().equals(EventTypes.FAILED))
        .map(event -> event.data().id())
        .distinct()
        .count();
  }

  /** Shows everything on the topics until now. */
  void show(Consumer<Observation> watch) {
    for (ConsumerRecord<String, byte[]> record : all(Topics.unprefixed().operationRequested())) {
      request(record)
          .ifPresent(request ->
              watch.accept(
                  new Observation.Requested(
                      record.partition(), record.offset(), record.timestamp(), request)));
    }
    for (ConsumerRecord<String, byte[]> record : all(Topics.unprefixed().operationAttempted())) {
      report(record)
          .forEach(report -> watch.accept(new Observation.Reported(report, record.timestamp())));
    }
    for (ConsumerRecord<String, byte[]> record : all(Topics.unprefixed().laneStatus())) {
      if (record.value() != null) {
        watch.accept(new Observation.LaneSaid(Json.read(record.value(), LaneStatus.class)));
      }
    }
    events().forEach(event -> watch.accept(new Observation.Happened(event)));
  }

  private List<ConsumerRecord<String, byte[]>> all(String topic) {
    try (TopicReader<byte[]> reader = bytes(topic)) {
      return reader.readToEnd(READ_LIMIT);
    }
  }

  /** Dead letters, as soon as the condition holds for all of them. */
  List<ConsumerRecord<String, byte[]>> deadLetters(
      Predicate<List<ConsumerRecord<String, byte[]>>> enough, Duration limit) {
    try (TopicReader<byte[]> reader = bytes(Topics.unprefixed().operationDeadLetter())) {
      return reader.readUntil(enough, limit);
    }
  }

  /** Where a record lies, as letters name it. */
  static String origin(RecordMetadata sent) {
    return origin(sent.topic(), sent.partition(), sent.offset());
  }

  /** The same of a record that was read. */
  static String origin(ConsumerRecord<?, ?> record) {
    return origin(record.topic(), record.partition(), record.offset());
  }

  /** Where the record lies that a letter gave up. */
  static String originOf(ConsumerRecord<?, ?> letter) {
    return origin(
        header(letter, WaybillHeaders.ORIGIN_TOPIC),
        header(letter, WaybillHeaders.ORIGIN_PARTITION),
        header(letter, WaybillHeaders.ORIGIN_OFFSET));
  }

  private static String origin(Object topic, Object partition, Object offset) {
    return topic + " " + partition + " " + offset;
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), UTF_8);
  }

  @Override
  public void close() {
    events.close();
  }

  private TopicReader<byte[]> bytes(String topic) {
    return new TopicReader<>(bootstrapServers, topic, new ByteArrayDeserializer());
  }

  /** Jackson sets absent components to null whatever their type says. */
  @SuppressWarnings({"ConstantValue", "NullAway"})
  private static boolean isWhole(OperationRequest request) {
    return request.id() != null
        && request.partnerId() != null
        && request.connectionId() != null
        && request.resource() != null
        && request.operationType() != null
        && request.payload() != null;
  }

  /** Other tests write garbage to this topic, and that is nobody's request. */
  private static Optional<OperationRequest> request(ConsumerRecord<String, byte[]> record) {
    try {
      return Optional.ofNullable(Json.read(record.value(), OperationRequest.class))
          .filter(Evidence::isWhole);
    } catch (JacksonException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Stream<AttemptReport> report(ConsumerRecord<String, byte[]> record) {
    Header header = record.headers().lastHeader(AttemptDispatch.HEADER);
    return header == null
        ? Stream.empty()
        : Stream.of(Json.read(header.value(), AttemptReport.class));
  }

  private static List<OperationEvent> values(
      List<ConsumerRecord<String, Optional<OperationEvent>>> records) {
    return records.stream().flatMap(record -> record.value().stream()).toList();
  }

  /** Events of webhook endpoints are on the same topic. */
  private static Optional<OperationEvent> ofOperation(byte[] value) {
    boolean isOne =
        Json.mapper().readTree(value).path("type").asString("").startsWith("resource_operation.");
    return isOne ? Optional.of(Json.read(value, OperationEvent.class)) : Optional.empty();
  }
}
