package dev.waybill.bench.webhooks;

import dev.waybill.bench.backlog.Surroundings;
import dev.waybill.bench.backlog.TaskStores;
import dev.waybill.lane.core.AttemptId;
import dev.waybill.lane.core.Attempted;
import dev.waybill.lane.core.ItemId;

/** Where the decisions of {@link ParkedLanes} go; notes when each retry is due. */
final class ParkedDecisions extends Surroundings {
  private final long[] due;

  /**
   * For so many retries.
   *
   * @param due when each is due is noted here, epoch milliseconds
   */
  ParkedDecisions(TaskStores stores, long[] due) {
    super(stores);
    this.due = due;
  }

  /** The number of a retry. */
  static int number(AttemptId attempt) {
    return number(attempt.item());
  }

  private static int number(ItemId item) {
    return (int) item.value().getLeastSignificantBits();
  }

  @Override
  public void attempted(Attempted attempted) {
    due[number(attempted.item().id())] = attempted.nextAttemptAt().toEpochMilli();
  }
}
