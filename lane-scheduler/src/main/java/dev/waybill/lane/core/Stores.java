package dev.waybill.lane.core;

/** All that is kept in rows, by what it is kept for. */
final class Stores {
  final Decisions decisions;
  final Lanes lanes;
  final ItemRows items;
  final Rings rings;
  final KeyChains chains;
  final DueTimers retries;
  final ExpiryQueue expiry;

  Stores(Rows rows, Decisions decisions) {
    this.decisions = decisions;
    this.lanes = new Lanes(rows, decisions);
    this.items = new ItemRows(rows, decisions);
    this.rings = new Rings(rows, decisions, lanes);
    this.chains = new KeyChains(rows, decisions);
    this.retries = new DueTimers(rows, decisions);
    this.expiry = new ExpiryQueue(rows, decisions);
  }

  void restore(long now) {
    retries.restore(now);
    expiry.restore(now);
  }
}
