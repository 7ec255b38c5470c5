package dev.waybill.api.view;

import dev.waybill.api.kafka.Positions;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationRequest;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.utils.Bytes;
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
  private @Nullable ProcessorContext<Void, Void> context;
  private @Nullable KeyValueStore<Bytes, byte[]> store;

  ViewProcessor(String requestTopic, int partitions, Positions reached, ViewSignals signals) {
    this.requestTopic = requestTopic;
    this.partitions = partitions;
    this.reached = reached;
    this.signals = signals;
  }

  @Override
  public void init(ProcessorContext<Void, Void> initialized) {
    context = initialized;
    store = initialized.getStateStore(ViewTopology.STORE);
    reached.forget(initialized.taskId().partition());
  }

  @Override
  public void close() {
    if (context != null) {
      reached.forget(context.taskId().partition());
    }
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata place = Objects.requireNonNull(context).recordMetadata().orElseThrow();
    if (!place.topic().equals(requestTopic)) {
      ViewRules.told(record.value()).ifPresent(this::take);
      return;
    }
    ViewRules.request(record.value(), place.partition(), partitions)
        .ifPresent(request -> take(request, place.offset()));
    reached.advance(place.partition(), place.offset() + 1);
    reached.announce();
  }

  private void take(OperationRequest request, long offset) {
    ViewRow present = row(request.id());
    ViewRules.afterRequest(present, request, offset)
        .ifPresent(row -> write(request.id(), present, row));
  }

  private void take(Operation told) {
    ViewRow present = row(told.id());
    ViewRules.afterEvent(present, told).ifPresent(row -> write(told.id(), present, row));
  }

  private @Nullable ViewRow row(UUID id) {
    byte[] bytes = store().get(ViewKeys.operation(id));
    return bytes == null ? null : ViewRow.read(bytes);
  }

  private void write(UUID id, @Nullable ViewRow before, ViewRow row) {
    store().put(ViewKeys.operation(id), row.write());
    Optional<Bytes> partnerPlace = Optional.ofNullable(before).map(b -> partnerPlace(id, b));
    if (!partnerPlace.equals(Optional.of(partnerPlace(id, row)))) {
      partnerPlace.ifPresent(store()::delete);
      store().put(partnerPlace(id, row), NO_VALUE);
    }
    Optional<Bytes> connectionPlace = Optional.ofNullable(before).map(b -> connectionPlace(id, b));
    if (!connectionPlace.equals(Optional.of(connectionPlace(id, row)))) {
      connectionPlace.ifPresent(store()::delete);
      store().put(connectionPlace(id, row), NO_VALUE);
    }
    signals.changed(id);
  }

  private static Bytes partnerPlace(UUID id, ViewRow row) {
    return ViewKeys.ofPartner(row.partnerId(), row.createdAt(), id);
  }

  private static Bytes connectionPlace(UUID id, ViewRow row) {
    return ViewKeys.ofConnection(row.connectionId(), row.createdAt(), id);
  }

  private KeyValueStore<Bytes, byte[]> store() {
    return Objects.requireNonNull(store);
  }
}
