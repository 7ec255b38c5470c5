package dev.waybill.lane.core;

import java.util.ArrayList;
import java.util.List;

/** Keeps what was decided; hands rows on. */
final class Recorder implements Decisions {
  final MapRows rows;
  final List<Item> accepted = new ArrayList<>();
  final List<ItemId> duplicates = new ArrayList<>();
  final List<Dispatch> dispatches = new ArrayList<>();
  final List<AttemptId> fences = new ArrayList<>();
  final List<Attempted> attempted = new ArrayList<>();
  final List<Ended> ended = new ArrayList<>();
  final List<Late> late = new ArrayList<>();

  /** Acceptances, dispatches and ends in the order decided. */
  final List<Record> inOrder = new ArrayList<>();

  Recorder(MapRows rows) {
    this.rows = rows;
  }

  @Override
  public void put(RowKey key, byte[] row) {
    rows.put(key, row);
  }

  @Override
  public void delete(RowKey key) {
    rows.delete(key);
  }

  @Override
  public void accepted(Item item) {
    accepted.add(item);
    inOrder.add(item);
  }

  @Override
  public void duplicate(LaneId lane, ItemId item) {
    duplicates.add(item);
  }

  @Override
  public void dispatch(Dispatch dispatch) {
    dispatches.add(dispatch);
    inOrder.add(dispatch);
  }

  @Override
  public void fence(AttemptId attempt) {
    fences.add(attempt);
  }

  @Override
  public void attempted(Attempted event) {
    attempted.add(event);
  }

  @Override
  public void ended(Ended event) {
    ended.add(event);
    inOrder.add(event);
  }

  @Override
  public void late(Late event) {
    late.add(event);
  }

  void clear() {
    List.of(accepted, duplicates, dispatches, fences, attempted, ended, late, inOrder)
        .forEach(List::clear);
  }
}
