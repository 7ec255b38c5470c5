package dev.waybill.bench.backlog;

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

/**
 * Where the engine's decisions go: rows to the stores, attempts into a queue, ends into a count.
 */
public class Surroundings implements Decisions, Advice {
  private static final byte[] NO_NOTE = {};

  private final TaskStores stores;
  private final Deque<AttemptId> called = new ArrayDeque<>();
  private long ended;

  /** Of an engine whose rows are in these stores. */
  public Surroundings(TaskStores stores) {
    this.stores = stores;
  }

  /** Attempts that were dispatched and not yet answered, the oldest first. */
  public final Deque<AttemptId> called() {
    return called;
  }

  long ended() {
    return ended;
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
  public void ended(Ended done) {
    ended++;
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
  public void accepted(Item item, Waiting.Reason reason) {
    // Told to nobody here; what telling costs does not hang on the depth.
  }

  @Override
  public void attempted(Attempted attempted) {
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
