package dev.waybill.lane.core;

/** All that is kept in rows, by what it is kept for. */
final class Stores {
  /** The rings of timers; never given to another use. */
  private static final int RETRIES = 1;

  private static final int DEADLINES = 3;

  final Rows rows;
  final Decisions decisions;
  final Lanes lanes;
  final ItemRows items;
  final Rings rings;
  final KeyChains chains;
  final References references;
  final Chores chores;
  final DueTimers retries;
  final DueTimers deadlines;
  final ExpiryQueue expiry;

  Stores(Rows rows, Decisions decisions) {
    this.rows = rows;
    this.decisions = decisions;
    this.lanes = new Lanes(rows, decisions);
    this.items = new ItemRows(rows, decisions);
    this.rings = new Rings(rows, decisions, lanes);
    this.chains = new KeyChains(rows, decisions, items);
    this.references = new References(rows, decisions, items);
    this.chores = new Chores(rows, decisions);
    this.retries = new DueTimers(rows, decisions, RETRIES);
    this.deadlines = new DueTimers(rows, decisions, DEADLINES);
    this.expiry = new ExpiryQueue(rows, decisions);
  }

  void restore(long now) {
    chores.restore();
    retries.restore(now);
    deadlines.restore(now);
    expiry.restore(now);
  }
}
