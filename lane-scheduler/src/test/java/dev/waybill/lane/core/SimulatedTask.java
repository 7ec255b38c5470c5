package dev.waybill.lane.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A task as Kafka Streams runs it: reads a log of events, decides, and commits rows, outputs and
 * position together or not at all. Only what was committed is ever seen outside.
 */
final class SimulatedTask implements Advice {
  private final EngineSettings settings;
  private final Random random;
  private final MapRows rows = new MapRows();
  private final Recorder uncommitted = new Recorder(rows);
  private final List<LaneEvent> log = new ArrayList<>();
  private final Outside outside;
  private int position;
  private int committedPosition;
  private LaneEngine engine;

  /** Sees what is committed, in order of the transactions. */
  interface Outside {
    void committed(Recorder decisions);
  }

  SimulatedTask(EngineSettings settings, Random random, Outside outside, Instant now) {
    this.settings = settings;
    this.random = random;
    this.outside = outside;
    this.engine = newEngine(now);
  }

  private LaneEngine newEngine(Instant now) {
    return new LaneEngine(settings, rows, uncommitted, this, random, now);
  }

  @Override
  public Preparation prepare(Item item, Progress progress, Instant now) {
    return new Preparation.Ready(item.payload());
  }

  @Override
  public byte[] unanswered(Item item, Progress progress, Instant now) {
    return new byte[] {9};
  }

  void append(LaneEvent event) {
    log.add(event);
  }

  boolean hasUnread() {
    return position < log.size();
  }

  void readOne(Instant now) {
    engine.handle(log.get(position++), now);
  }

  void tick(Instant now) {
    engine.tick(now);
  }

  void commit() {
    rows.commit();
    committedPosition = position;
    outside.committed(uncommitted);
    uncommitted.clear();
  }

  /**
   * Killed: whatever was not committed has not happened; another process goes on, with a clock of
   * its own.
   */
  void crash(Instant now) {
    rows.abort();
    uncommitted.clear();
    position = committedPosition;
    engine = newEngine(now);
  }

  LaneEngine engine() {
    return engine;
  }

  MapRows rows() {
    return rows;
  }
}
