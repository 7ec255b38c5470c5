package dev.waybill.bench.webhooks;

import dev.waybill.bench.backlog.TaskStores;
import dev.waybill.lane.core.Advice;
import dev.waybill.lane.core.AttemptId;
import dev.waybill.lane.core.Attempted;
import dev.waybill.lane.core.Decisions;
import dev.waybill.lane.core.Dispatch;
import dev.waybill.lane.core.Ended;
import dev.waybill.lane.core.Item;
import dev.waybill.lane.core.ItemId;
import dev.waybill.lane.core.LaneId;
import dev.waybill.lane.core.Late;
import dev.waybill.lane.core.Preparation;
import dev.waybill.lane.core.Progress;
import dev.waybill.lane.core.RowKey;
import dev.waybill.lane.core.Waiting;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** Where the decisions of {@link ParkedLanes} go: rows to the stores, attempts into a queue. */
final class ParkedDecisions implements Decisions, Advice {
  private static final byte[] NO_NOTE = {};

  private final TaskStores stores;
  private final long[] due;
  private final Deque<AttemptId> called = new ArrayDeque<>();

  /**
   * For so many retries.
   *
   * @param due when each is due is noted here, epoch milliseconds
   */
  ParkedDecisions(TaskStores stores, long[] due) {
    this.stores = stores;
    this.due = due;
  }

  /** Attempts that were dispatched and not yet answered, the oldest first. */
  Deque<AttemptId> called() {
    return called;
  }

  /** The number of a retry. */
  static int number(AttemptId attempt) {
    return number(attempt.item());
  }

  private static int number(ItemId item) {
    return (int) item.value().getLeastSignificantBits();
  }

  @Override
  public void put(RowKey key, byte[] row) {
    stores.put(key, row);
  }

  @Override
  public void delete(RowKey key) {
    stores.delete(key);
  }

  @Override
  public void dispatch(Dispatch dispatch) {
    called.add(dispatch.attempt());
  }

  @Override
  public void attempted(Attempted attempted) {
    due[number(attempted.item().id())] = attempted.nextAttemptAt().toEpochMilli();
  }

  @Override
  public Preparation prepare(Item item, Progress progress, Instant now) {
    return new Preparation.Ready(item.payload());
  }

  @Override
  public byte[] unanswered(Item item, Progress progress, Instant now) {
    return NO_NOTE;
  }

  @Override
  public void ended(Ended done) {
    // Told to nobody here.
  }

  @Override
  public void accepted(Item item, Waiting.Reason reason) {
    // As above.
  }

  @Override
  public void changed(LaneId lane) {
    // As above.
  }

  @Override
  public void gone(LaneId lane) {
    throw new IllegalStateException("no lane is removed here");
  }

  @Override
  public void runAgain(Item item, int run, Instant at) {
    throw new IllegalStateException("nobody asks for another run here");
  }

  @Override
  public void duplicate(LaneId lane, ItemId item) {
    throw new IllegalStateException("nothing is sent twice here");
  }

  @Override
  public void fence(AttemptId attempt) {
    throw new IllegalStateException("every call is answered in time here");
  }

  @Override
  public void late(Late late) {
    throw new IllegalStateException("nothing is late here");
  }
}
