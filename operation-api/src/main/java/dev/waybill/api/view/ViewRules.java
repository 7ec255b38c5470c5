package dev.waybill.api.view;

import dev.waybill.schemas.Json;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationEvent;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.OperationStatus;
import dev.waybill.schemas.Partitions;
import dev.waybill.schemas.TopicPlan;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** What a record makes of a row; pure. */
final class ViewRules {
  private ViewRules() {}

  /**
   * The request of a record, whoever wrote it.
   *
   * @param partition where it lies
   * @return empty if it is malformed, or lies in another partition than its connection's: what the
   *     scheduler moves will come again at its place
   */
  static Optional<OperationRequest> request(
      byte @Nullable [] value, int partition, int partitions) {
    if (value != null && value.length > TopicPlan.MAX_REQUEST_BYTES) {
      return Optional.empty(); // the scheduler does not take it, either
    }
    return parse(value, OperationRequest.class)
        .filter(r ->
            present(
                r.id(),
                r.partnerId(),
                r.connectionId(),
                r.resource(),
                r.operationType(),
                r.payload(),
                r.requestedAt()))
        .filter(r -> Partitions.of(r.connectionId(), partitions) == partition);
  }

  /** The operation that an event tells of; empty if it is malformed. */
  static Optional<Operation> told(byte @Nullable [] value) {
    return parse(value, OperationEvent.class)
        .flatMap(event -> Optional.ofNullable(event.data()))
        .filter(o ->
            present(
                o.id(),
                o.partnerId(),
                o.connectionId(),
                o.resource(),
                o.operationType(),
                o.payload(),
                o.status(),
                o.createdAt(),
                o.updatedAt()));
  }

  /**
   * The row after a request. What is there stays: the first request of an id counts, and the
   * scheduler's word counts more than any.
   *
   * @return empty if nothing changes
   */
  static Optional<ViewRow> afterRequest(
      @Nullable ViewRow present, OperationRequest request, long offset) {
    if (present == null) {
      return Optional.of(ViewRow.asked(request, offset));
    }
    // Two topics: the events may be read ahead of the requests.
    return present.requestOffset() == null && present.partnerId().equals(request.partnerId())
        ? Optional.of(present.askedLate(request, offset))
        : Optional.empty();
  }

  /**
   * The row after an event.
   *
   * @return empty if the event is older than the row
   */
  static Optional<ViewRow> afterEvent(@Nullable ViewRow present, Operation newest) {
    if (present == null) {
      return Optional.of(ViewRow.toldFirst(newest));
    }
    Operation known = present.operation();
    return known == null || follows(known, newest)
        ? Optional.of(present.told(newest))
        : Optional.empty();
  }

  /** Records of a partition are in order; this holds against repeats and against moved ones. */
  private static boolean follows(Operation known, Operation newest) {
    if (newest.run() != known.run()) {
      return newest.run() > known.run();
    }
    boolean knownEnded = known.status() != OperationStatus.PENDING;
    boolean newestEnded = newest.status() != OperationStatus.PENDING;
    if (knownEnded != newestEnded) {
      return newestEnded;
    }
    return !newest.updatedAt().isBefore(known.updatedAt());
  }

  private static <T> Optional<T> parse(byte @Nullable [] value, Class<T> type) {
    if (value == null) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(Json.read(value, type));
    } catch (JacksonException | NullPointerException e) {
      // A record's constructor may refuse a null that the JSON had.
      return Optional.empty();
    }
  }

  private static boolean present(@Nullable Object... parts) {
    return Arrays.stream(parts).allMatch(Objects::nonNull);
  }
}
