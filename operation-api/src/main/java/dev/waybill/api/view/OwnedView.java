package dev.waybill.api.view;

import dev.waybill.api.http.RefusedException;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.OperationStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.streams.errors.InvalidStateStoreException;

/**
 * Answers from the stores of this instance, with operations as their partner may see them.
 * Thread-safe.
 */
final class OwnedView implements ViewParts {
  private final ViewStores stores;
  private final ViewSignals signals;
  private final Recency freshness;
  private final KnownConnections connections;
  private final PlaceScan scan;

  /** Looks connections up. */
  @FunctionalInterface
  interface KnownConnections {
    /**
     * A connection, whoever owns it.
     *
     * @param patient whether to wait for one that was made elsewhere a moment ago
     */
    Optional<Connection> find(UUID id, boolean patient);

    /** Takes in what was made elsewhere a moment ago; fails as finding does. */
    default void catchUp() {}
  }

  OwnedView(
      ViewStores stores,
      ViewSignals signals,
      Recency freshness,
      KnownConnections connections,
      PlaceScan.Budget budget) {
    this.stores = stores;
    this.signals = signals;
    this.freshness = freshness;
    this.connections = connections;
    this.scan = new PlaceScan(stores, this::listed, budget);
  }

  @Override
  public Optional<Operation> find(Find question) {
    return guarded(() -> {
      long deadline = System.nanoTime() + Duration.ofMillis(question.waitMs()).toNanos();
      try (ViewSignals.Waiter waiter = signals.watch(question.id())) {
        while (true) {
          Optional<Operation> operation = now(question);
          long left = deadline - System.nanoTime();
          if (left <= 0
              || operation.map(known -> known.status() != OperationStatus.PENDING).orElse(true)) {
            return operation;
          }
          boolean changed = waiter.await(Duration.ofNanos(left));
          if (!changed && Thread.currentThread().isInterrupted()) {
            return operation;
          }
        }
      }
    });
  }

  private Optional<Operation> now(Find question) {
    return row(question)
        .filter(row ->
            question.connectionId() == null || row.connectionId().equals(question.connectionId()))
        .flatMap(row -> visible(row, question.partnerId(), true));
  }

  private Optional<ViewRow> row(Find question) {
    Optional<ViewRow> known =
        question.partitions().stream()
            .map(partition -> row(partition, question.id()))
            .flatMap(Optional::stream)
            .findFirst();
    if (known.isPresent() || !question.patient()) {
      return known;
    }
    int owner = question.partitions().getFirst();
    if (!freshness.catchUp(owner, () -> row(owner, question.id()).isPresent())) {
      throw ViewStores.unavailable();
    }
    return row(owner, question.id());
  }

  @Override
  public Optional<AskedOperation> asked(Asked question) {
    return guarded(() -> {
      if (question.awaited() != null
          && !freshness.takenIn(question.partition(), question.awaited())) {
        throw ViewStores.unavailable();
      }
      return row(question.partition(), question.id())
          .filter(row -> row.connectionId().equals(question.connectionId()))
          .flatMap(row ->
              visible(row, question.partnerId(), true)
                  .map(operation ->
                      new AskedOperation(operation, row.fingerprint(), row.requestOffset())));
    });
  }

  @Override
  public ListPart list(Listing question) {
    return guarded(() -> {
      if (question.at() == null) {
        // A list begins with all that was answered before it was asked for.
        freshness.catchUpBriefly(question.partitions());
        connections.catchUp();
      }
      return scan.walk(question);
    });
  }

  /** A store may be taken away in the middle. */
  private static <T> T guarded(Supplier<T> read) {
    try {
      return read.get();
    } catch (InvalidStateStoreException e) {
      throw ViewStores.unavailable();
    }
  }

  private Optional<ViewRow> row(int partition, UUID id) {
    byte[] row = stores.of(partition).get(ViewKeys.operation(id));
    return Optional.ofNullable(row).map(ViewRow::read);
  }

  private Optional<byte[]> listed(ViewRow row, ListQuery query) {
    if (!row.isTold()) {
      return visible(row, query.partnerId(), false)
          .filter(operation -> query.matches(OperationHead.of(operation)))
          .map(Json::write);
    }
    return row.partnerId().equals(query.partnerId()) && query.matches(row)
        ? Optional.of(row.json())
        : Optional.empty();
  }

  /**
   * The operation of a row. A request that nobody has vetted yet shows only if its connection is
   * the partner's own: producers can write anything.
   *
   * @param patient whether to wait for connections that were made elsewhere a moment ago
   * @throws RefusedException 503 if that takes too long
   */
  private Optional<Operation> visible(ViewRow row, UUID partnerId, boolean patient) {
    if (!row.partnerId().equals(partnerId)) {
      return Optional.empty();
    }
    OperationRequest request = row.request();
    if (request == null) {
      return Optional.ofNullable(row.operation());
    }
    return connections
        .find(request.connectionId(), patient)
        .filter(c -> c.partnerId().equals(partnerId))
        .map(c -> QueuedOperation.of(request, c));
  }
}
