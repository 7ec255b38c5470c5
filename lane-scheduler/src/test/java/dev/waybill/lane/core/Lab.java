package dev.waybill.lane.core;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * An engine on a bench: virtual time, rows in a map, decisions recorded, an application that says
 * yes.
 */
final class Lab implements Advice {
  static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  static final LaneId LANE = new LaneId(new UUID(1, 1));

  final MapRows rows = new MapRows();
  final Recorder decided = new Recorder(rows);
  EngineSettings settings = EngineSettings.defaults();
  Instant now = START;
  String refusal = "";
  LaneEngine engine = newEngine();
  private int items;

  LaneEngine newEngine() {
    return new LaneEngine(settings, rows, decided, this, new Random(42), now);
  }

  /** What a killed process leaves: the rows. */
  void restart() {
    engine = newEngine();
  }

  @Override
  public Preparation prepare(Item item, Progress progress, Instant at) {
    return refusal.isEmpty()
        ? new Preparation.Ready(item.payload())
        : new Preparation.Refused(refusal);
  }

  @Override
  public byte[] unanswered(Item item, Progress progress, Instant at) {
    return note("unanswered " + progress.attempt());
  }

  static byte[] note(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static LaneSettings lane(double perSecond, int burst, int maxInFlight) {
    return lane(Limits.perSecond(perSecond, burst, maxInFlight, Duration.ofSeconds(30)));
  }

  static LaneSettings lane(Limits limits) {
    Backoff backoff = new Backoff.Exponential(Duration.ofSeconds(1), Duration.ofMinutes(5));
    RetryPolicy retry = new RetryPolicy(3, backoff, Duration.ofDays(1));
    return new LaneSettings(1, 1, limits, retry, Ordering.PER_KEY, false);
  }

  static LaneSettings unlimited() {
    return lane(1_000_000, 1_000, 1_000);
  }

  void configure(LaneSettings lane) {
    engine.handle(new LaneEvent.LaneConfigured(LANE, lane), now);
  }

  Item arrive() {
    return arrive(new Placement(Priority.NORMAL, "", 0));
  }

  Item arrive(Placement placement) {
    return arrive(placement, Item.NEVER);
  }

  Item arrive(Placement placement, Instant expiresAt) {
    return arrive(new ItemId(new UUID(2, items + 1)), placement, expiresAt);
  }

  Item arrive(ItemId id) {
    return arrive(id, new Placement(Priority.NORMAL, "", 0));
  }

  Item arrive(ItemId id, Placement placement) {
    return arrive(id, placement, Item.NEVER);
  }

  private Item arrive(ItemId id, Placement placement, Instant expiresAt) {
    items++;
    Item item = new Item(LANE, id, placement, now, expiresAt, note("item " + items));
    engine.handle(new LaneEvent.ItemArrived(item), now);
    return item;
  }

  void pass(Duration time) {
    now = now.plus(time);
    engine.tick(now);
  }

  Dispatch lastDispatch() {
    return decided.dispatches.getLast();
  }

  void finish(Dispatch dispatch, Outcome outcome) {
    finish(dispatch.attempt(), outcome, "note " + dispatch.attempt().attempt());
  }

  void finish(AttemptId attempt, Outcome outcome, String note) {
    engine.handle(new LaneEvent.AttemptFinished(attempt, outcome, note(note)), now);
  }

  void finishLast(Outcome outcome) {
    finish(lastDispatch(), outcome);
  }

  /** How runs ended, in order. */
  List<Ending.Kind> kinds() {
    return decided.ended.stream().map(ended -> ended.ending().kind()).toList();
  }

  static Outcome failed() {
    return new Outcome.Retryable("down", Duration.ZERO, Outcome.Kind.OTHER);
  }
}
