package dev.waybill.api.view;

import dev.waybill.schemas.Partitions;
import dev.waybill.schemas.TopicPlan;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
  static Optional<RequestHead> request(byte @Nullable [] value, int partition, int partitions) {
    if (value == null || value.length > TopicPlan.MAX_REQUEST_BYTES) {
      return Optional.empty(); // the scheduler does not take it, either
    }
    return RequestHead.read(value)
        .filter(asked -> Partitions.of(asked.head().connectionId(), partitions) == partition);
  }

  /**
   * The row after a request. What is there stays: the first request of an id counts, and the
   * scheduler's word counts more than any.
   *
   * @param json of the request
   * @return empty if nothing changes
   */
  static Optional<ViewRow> afterRequest(
      @Nullable ViewRow present, RequestHead request, byte[] json, long offset) {
    if (present == null) {
      return Optional.of(ViewRow.asked(request, json, offset));
    }
    // Two topics: the events may be read ahead of the requests.
    return present.requestOffset() == null && present.partnerId().equals(request.head().partnerId())
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
}
