package dev.waybill.api.view;

import dev.waybill.api.kafka.Positions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Writes the view's rows. A shell around {@link ViewRules}; each step may safely run twice. What is
 * malformed is the scheduler's to report and is passed over here.
 */
final class ViewProcessor implements Processor<byte[], byte[], Void, Void> {
  private static final byte[] NO_VALUE = new byte[0];

  private final String requestTopic;
  private final int partitions;
  private final Positions reached;
  private final ViewSignals signals;
  private final OwnedParts parts;
  private @Nullable ProcessorContext<Void, Void> context;
  private @Nullable KeyValueStore<Bytes, byte[]> store;

  ViewProcessor(
      String requestTopic,
      int partitions,
      Positions reached,
      ViewSignals signals,
      OwnedParts parts) {
    this.requestTopic = requestTopic;
    this.partitions = partitions;
    this.reached = reached;
    this.signals = signals;
    this.parts = parts;
  }

  @Override
  public void init(ProcessorContext<Void, Void> initialized) {
    context = initialized;
    KeyValueStore<Bytes, byte[]> opened = initialized.getStateStore(ViewTopology.STORE);
    store = opened;
    reached.forget(initialized.taskId().partition());
    ViewSweep sweep = new ViewSweep(opened);
    initialized.schedule(ViewSweep.EVERY, PunctuationType.WALL_CLOCK_TIME, sweep::step);
    parts.take(initialized.taskId().partition(), opened);
  }

  @Override
  public void close() {
    if (context != null && store != null) {
      parts.leave(context.taskId().partition(), store);
      reached.forget(context.taskId().partition());
      signals.allChanged();
    }
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata place = Objects.requireNonNull(context).recordMetadata().orElseThrow();
    byte[] value = record.value();
    if (!place.topic().equals(requestTopic)) {
      OperationHead.inEvent(value).ifPresent(told -> take(told, value));
      return;
    }
    ViewRules.request(value, place.partition(), partitions)
        .ifPresent(request -> take(request, value, place.offset()));
    reached.advance(place.partition(), place.offset() + 1);
    reached.announce();
  }

  private void take(RequestHead request, byte[] json, long offset) {
    UUID id = request.head().id();
    ViewRow present = row(id);
    if (present != null && Long.valueOf(offset).equals(present.requestOffset())) {
      // Again, after an end without a commit: of what was written then a part may be lost.
      write(id, null, present);
      return;
    }
    ViewRules.afterRequest(present, request, json, offset)
        .ifPresent(row -> write(id, present, row));
  }

  private void take(OperationHead.InEvent told, byte[] event) {
    UUID id = told.head().id();
    ViewRow present = row(id);
    ViewRules.afterEvent(present, told.head(), Arrays.copyOfRange(event, told.from(), told.to()))
        .ifPresent(row -> write(id, present, row));
  }

  private @Nullable ViewRow row(UUID id) {
    byte[] bytes = store().get(ViewKeys.operation(id));
    return bytes == null ? null : ViewRow.read(bytes);
  }

  /** The row last: as long as it is the one before, the record that comes again does all of it. */
  private void write(UUID id, @Nullable ViewRow before, ViewRow row) {
    if (before == null || !isAtTheSamePlaces(before, row)) {
      if (before != null) {
        store().delete(partnerPlace(id, before));
        store().delete(connectionPlace(id, before));
      }
      store()
          .putAll(
              List.of(
                  new KeyValue<>(partnerPlace(id, row), NO_VALUE),
                  new KeyValue<>(connectionPlace(id, row), NO_VALUE)));
    }
    store().put(ViewKeys.operation(id), row.write());
    signals.changed(id);
  }

  private static boolean isAtTheSamePlaces(ViewRow before, ViewRow row) {
    return before.createdAtMs() == row.createdAtMs()
        && before.partnerId().equals(row.partnerId())
        && before.connectionId().equals(row.connectionId());
  }

  private static Bytes partnerPlace(UUID id, ViewRow row) {
    return ViewKeys.ofPartner(row.partnerId(), Instant.ofEpochMilli(row.createdAtMs()), id);
  }

  private static Bytes connectionPlace(UUID id, ViewRow row) {
    return ViewKeys.ofConnection(row.connectionId(), Instant.ofEpochMilli(row.createdAtMs()), id);
  }

  private KeyValueStore<Bytes, byte[]> store() {
    return Objects.requireNonNull(store);
  }
}
