package dev.waybill.api.view;

import dev.waybill.schemas.Json;
import dev.waybill.schemas.OperationRequest;
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
   * @return empty if it is malformed as the scheduler sees it, or lies in another partition than
   *     its connection's: what the scheduler moves will come again at its place
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
        .filter(r -> !Json.isDeeperThan(TopicPlan.MAX_REQUEST_DEPTH - 1, r.payload()))
        .filter(r -> Partitions.of(r.connectionId(), partitions) == partition);
  }

  /**
   * The row after a request. What is there stays: the first request of an id counts, and the
   * scheduler's word counts more than any.
   *
   * @param json of the request
   * @return empty if nothing changes
   */
  static Optional<ViewRow> afterRequest(
      @Nullable ViewRow present, OperationRequest request, byte[] json, long offset) {
    if (present == null) {
      return Optional.of(ViewRow.asked(request, json, offset));
    }
    // Two topics: the events may be read ahead of the requests.
    return present.requestOffset() == null && present.partnerId().equals(request.partnerId())
        ? Optional.of(present.askedLate(request, offset))
        : Optional.empty();
  }

  /**
   * The row after an event.
   *
   * @param json of the operation
   * @return empty if the event is older than the row
   */
  static Optional<ViewRow> afterEvent(
      @Nullable ViewRow present, OperationHead newest, byte[] json) {
    if (present == null) {
      return Optional.of(ViewRow.toldFirst(newest, json));
    }
    return !present.isTold() || follows(present, newest)
        ? Optional.of(present.told(newest, json))
        : Optional.empty();
  }

  /** Records of a partition are in order; this holds against repeats and against moved ones. */
  private static boolean follows(ViewRow known, OperationHead newest) {
    if (newest.run() != known.run()) {
      return newest.run() > known.run();
    }
    if (known.isEnded() != newest.ended()) {
      return newest.ended();
    }
    return ViewKeys.millis(newest.updatedAt()) >= known.updatedAtMs();
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
