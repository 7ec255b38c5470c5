package dev.waybill.lane.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Keeps what was decided; hands rows on. */
final class Recorder implements Decisions {
  final MapRows rows;
  final List<Item> accepted = new ArrayList<>();
  final List<Waiting.Reason> acceptedFor = new ArrayList<>();
  final List<RunAgain> runsAgain = new ArrayList<>();
  final List<ItemId> duplicates = new ArrayList<>();
  final List<Dispatch> dispatches = new ArrayList<>();
  final List<AttemptId> fences = new ArrayList<>();
  final List<Attempted> attempted = new ArrayList<>();
  final List<Ended> ended = new ArrayList<>();
  final List<Late> late = new ArrayList<>();

  /** Acceptances, dispatches and ends in the order decided. */
  final List<Record> inOrder = new ArrayList<>();

  record RunAgain(Item item, int run) {}

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
  public void accepted(Item item, Waiting.Reason reason) {
    accepted.add(item);
    acceptedFor.add(reason);
    inOrder.add(item);
  }

  @Override
  public void runAgain(Item item, int run, Instant at) {
    RunAgain again = new RunAgain(item, run);
    runsAgain.add(again);
    inOrder.add(again);
  }

  @Override
  public void changed(LaneId lane) {}

  @Override
  public void gone(LaneId lane) {}

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
    List.of(
            accepted,
            acceptedFor,
            runsAgain,
            duplicates,
            dispatches,
            fences,
            attempted,
            ended,
            late,
            inOrder)
        .forEach(List::clear);
  }
}
