package dev.waybill.bench.simulation;

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
import dev.waybill.lane.core.Rows;
import dev.waybill.lane.core.Waiting;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The engine's surroundings: rows in a map, dispatches handed on, everything counted. */
final class SimulatedTask implements Rows, Decisions, Advice {
  private static final byte[] NO_NOTE = {};

  private final Map<RowKey, byte[]> rows = new HashMap<>();
  private final Consumer<Dispatch> executor;
  private long decisions;
  private long ended;
  private int mostRows;

  SimulatedTask(Consumer<Dispatch> executor) {
    this.executor = executor;
  }

  /** Rows written or deleted, dispatches, ends: everything that the engine has decided. */
  long decisions() {
    return decisions;
  }

  long ended() {
    return ended;
  }

  int mostRows() {
    return mostRows;
  }

  @Override
  public byte @Nullable [] get(RowKey key) {
    return rows.get(key);
  }

  @Override
  public void forEachHead(Consumer<byte[]> visitor) {
    rows.forEach((key, row) -> {
      if (key.kind() == RowKey.Kind.HEAD) {
        visitor.accept(row);
      }
    });
  }

  @Override
  public void put(RowKey key, byte[] row) {
    decisions++;
    rows.put(key, row);
    mostRows = Math.max(mostRows, rows.size());
  }

  @Override
  public void delete(RowKey key) {
    decisions++;
    rows.remove(key);
  }

  @Override
  public void accepted(Item item, Waiting.Reason reason) {
    decisions++;
  }

  @Override
  public void runAgain(Item item, int run, Instant at) {
    throw new IllegalStateException("nobody asks for another run here");
  }

  @Override
  public void changed(LaneId lane) {
    // Nobody looks at the lanes here.
  }

  @Override
  public void gone(LaneId lane) {
    // Nor at those that are no more.
  }

  @Override
  public List<byte[]> keysAfter(RowKey after, int prefix, int limit) {
    throw new IllegalStateException("no lane is removed here");
  }

  @Override
  public void duplicate(LaneId lane, ItemId item) {
    throw new IllegalStateException("nothing is sent twice here");
  }

  @Override
  public void dispatch(Dispatch dispatch) {
    decisions++;
    executor.accept(dispatch);
  }

  @Override
  public void fence(AttemptId attempt) {
    throw new IllegalStateException("every call is answered in time here");
  }

  @Override
  public void attempted(Attempted attempted) {
    decisions++;
  }

  @Override
  public void ended(Ended done) {
    decisions++;
    ended++;
  }

  @Override
  public void late(Late late) {
    throw new IllegalStateException("nothing is late here");
  }

  @Override
  public Preparation prepare(Item item, Progress progress, Instant now) {
    return new Preparation.Ready(item.payload());
  }

  @Override
  public byte[] unanswered(Item item, Progress progress, Instant now) {
    return NO_NOTE;
  }
}
