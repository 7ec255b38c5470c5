package dev.waybill.api.view;

import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import dev.waybill.api.id.OperationIds;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.OperationStatus;
import dev.waybill.schemas.Partitions;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Finds single operations, as their partner may see them. Thread-safe. */
final class OperationView {
  private final ViewStores stores;
  private final ViewSignals signals;
  private final ViewFreshness freshness;
  private final KnownConnections connections;
  private final int partitions;

  /** Looks connections up. */
  @FunctionalInterface
  interface KnownConnections {
    /**
     * A connection, whoever owns it.
     *
     * @param patient whether to wait for one that was made elsewhere a moment ago
     */
    Optional<Connection> find(UUID id, boolean patient);
  }

  OperationView(
      ViewStores stores,
      ViewSignals signals,
      ViewFreshness freshness,
      KnownConnections connections,
      int partitions) {
    this.stores = stores;
    this.signals = signals;
    this.freshness = freshness;
    this.connections = connections;
    this.partitions = partitions;
  }

  /**
   * An operation, at its end or after the wait, whichever is first.
   *
   * @param connectionId the connection that it must be of; null: any
   * @throws RefusedException 404, or 503 if nothing can be said now
   */
  Operation find(UUID partnerId, UUID id, @Nullable UUID connectionId, Duration wait) {
    long deadline = System.nanoTime() + wait.toNanos();
    try (ViewSignals.Waiter waiter = signals.watch(id)) {
      while (true) {
        Operation operation = find(partnerId, id, connectionId);
        long left = deadline - System.nanoTime();
        if (operation.status() != OperationStatus.PENDING || left <= 0) {
          return operation;
        }
        boolean changed = waiter.await(Duration.ofNanos(left));
        if (!changed && Thread.currentThread().isInterrupted()) {
          return operation;
        }
      }
    }
  }

  private Operation find(UUID partnerId, UUID id, @Nullable UUID connectionId) {
    return row(id, connectionId)
        .filter(row -> connectionId == null || row.connectionId().equals(connectionId))
        .flatMap(row -> visible(row, partnerId, true))
        .orElseThrow(() ->
            new RefusedException(
                ProblemCode.OPERATION_NOT_FOUND, "there is no such operation of yours"));
  }

  /** What is known now of a partner's operation and its request; waits for nothing. */
  Optional<AskedOperation> asked(UUID partnerId, UUID id, UUID connectionId) {
    return row(Partitions.of(connectionId, partitions), id)
        .filter(row -> row.connectionId().equals(connectionId))
        .flatMap(row ->
            visible(row, partnerId, true)
                .map(operation ->
                    new AskedOperation(operation, row.fingerprint(), row.requestOffset())));
  }

  private Optional<ViewRow> row(UUID id, @Nullable UUID connectionId) {
    OptionalInt named =
        connectionId == null
            ? OperationIds.partition(id, partitions)
            : OptionalInt.of(Partitions.of(connectionId, partitions));
    Optional<ViewRow> known = named.isEmpty() ? Optional.empty() : row(named.getAsInt(), id);
    if (known.isEmpty() && connectionId == null) {
      // Another producer's id may lie anywhere, whatever partition its bits seem to name.
      known =
          IntStream.range(0, partitions)
              .filter(p -> named.isEmpty() || p != named.getAsInt())
              .mapToObj(p -> row(p, id))
              .flatMap(Optional::stream)
              .findFirst();
    }
    if (known.isPresent() || named.isEmpty()) {
      return known;
    }
    int owner = named.getAsInt();
    if (!freshness.catchUp(owner, () -> row(owner, id).isPresent())) {
      throw ViewStores.unavailable();
    }
    return row(owner, id);
  }

  private Optional<ViewRow> row(int partition, UUID id) {
    byte[] row = stores.of(partition).get(ViewKeys.operation(id));
    return Optional.ofNullable(row).map(ViewRow::read);
  }

  /**
   * The operation of a row. A request that nobody has vetted yet shows only if its connection is
   * the partner's own: producers can write anything.
   *
   * @param patient whether to wait for connections that were made elsewhere a moment ago
   */
  Optional<Operation> visible(ViewRow row, UUID partnerId, boolean patient) {
    if (!row.partnerId().equals(partnerId)) {
      return Optional.empty();
    }
    OperationRequest request = row.request();
    if (row.operation() != null || request == null) {
      return Optional.ofNullable(row.operation());
    }
    UUID connectionId = request.connectionId();
    return connections
        .find(connectionId, patient)
        .filter(c -> c.partnerId().equals(partnerId))
        .map(c -> QueuedOperation.of(request, c));
  }
}
