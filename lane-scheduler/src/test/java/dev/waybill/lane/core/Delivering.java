package dev.waybill.lane.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.UUID;

/**
 * A lane with a backlog that calls a {@link ModelledReceiver}, in virtual time: dispatches and
 * reports are under way for as long as transactions take. Counts by seconds.
 */
final class Delivering {
  private static final int WIRE_MILLIS = 25;
  private static final int STEP_MILLIS = 5;
  private static final int WAITING = 300;

  private final Lab lab = new Lab();
  private final ModelledReceiver receiver;
  private final PriorityQueue<Report> reports =
      new PriorityQueue<>(Comparator.comparingLong(Report::at).thenComparingLong(Report::number));
  private long number;
  private long waiting;

  /** By the second: what arrived, what went well, what was refused or failed. */
  final int[][] seconds = new int[10_000][3];

  private int calls;

  private record Report(long at, long number, LaneEvent event, boolean succeeded) {}

  Delivering(ModelledReceiver receiver, Limits limits, boolean adaptive) {
    this.receiver = receiver;
    EngineSettings known = EngineSettings.defaults();
    EngineSettings.Protection protection = known.protection();
    lab.settings =
        new EngineSettings(
            known.maxOutstanding(),
            known.stepBudget(),
            known.timing(),
            known.waits(),
            adaptive ? protection.adapting() : protection);
    lab.restart();
    Backoff backoff = new Backoff.Exponential(Duration.ofSeconds(5), Duration.ofSeconds(60));
    RetryPolicy retry = new RetryPolicy(1_000, backoff, Duration.ofDays(10));
    lab.configure(new LaneSettings(1, 1, limits, retry, Ordering.NONE, false));
  }

  ModelledReceiver receiver() {
    return receiver;
  }

  void restart() {
    lab.restart();
  }

  int second() {
    return (int) Duration.between(Lab.START, lab.now).toSeconds();
  }

  LaneSnapshot snapshot() {
    return lab.engine.lane(Lab.LANE).orElseThrow();
  }

  int window() {
    Limits limits = snapshot().limits();
    return limits == null ? 0 : limits.maxInFlight();
  }

  int heldBack() {
    return lab.engine.heldBack();
  }

  /** Lets time pass with something to do all the while. */
  Delivering run(int forSeconds) {
    return run(forSeconds, WAITING);
  }

  Delivering run(int forSeconds, int backlog) {
    Instant end = lab.now.plusSeconds(forSeconds);
    while (lab.now.isBefore(end)) {
      lab.now = lab.now.plusMillis(STEP_MILLIS);
      long now = lab.now.toEpochMilli();
      while (!reports.isEmpty() && reports.peek().at() <= now) {
        Report report = reports.remove();
        count(report.succeeded() ? 1 : 2);
        waiting -= report.succeeded() ? 1 : 0;
        lab.engine.handle(report.event(), lab.now);
      }
      for (; waiting < backlog; waiting++) {
        number++;
        ItemId id = new ItemId(new UUID(7, number));
        Item item = new Item(Lab.LANE, id, Placement.ordered(""), lab.now, Item.NEVER, new byte[1]);
        lab.engine.handle(new LaneEvent.ItemArrived(item), lab.now);
      }
      lab.engine.tick(lab.now);
      lab.decided.dispatches.forEach(this::call);
      lab.decided.clear();
    }
    return this;
  }

  /** Lets time pass in which nothing is done. */
  void pass(Duration time) {
    lab.pass(time);
  }

  private void call(Dispatch dispatch) {
    long notBefore = dispatch.window().notBefore().toEpochMilli();
    long at = Math.max(lab.now.toEpochMilli() + WIRE_MILLIS, notBefore);
    ModelledReceiver.Answer answer = receiver.call(at);
    count(0);
    LaneEvent event =
        new LaneEvent.AttemptFinished(
            dispatch.attempt(),
            answer.outcome(),
            new byte[0],
            Duration.ZERO,
            Duration.ofMillis(answer.tookMillis()));
    boolean succeeded = answer.outcome() instanceof Outcome.Succeeded;
    reports.add(new Report(answer.at() + WIRE_MILLIS, ++calls, event, succeeded));
  }

  private void count(int what) {
    seconds[second()][what]++;
  }

  /** Calls a second that went well, from one second to another. */
  double goodput(int from, int to) {
    return (double) sum(1, from, to) / (to - from);
  }

  /** Of all that was answered. */
  double refusedShare(int from, int to) {
    double bad = sum(2, from, to);
    return bad / Math.max(1, bad + sum(1, from, to));
  }

  int sum(int what, int from, int to) {
    int sum = 0;
    for (int i = from; i < to; i++) {
      sum += seconds[i][what];
    }
    return sum;
  }

  int most(int what, int from, int to) {
    int most = 0;
    for (int i = from; i < to; i++) {
      most = Math.max(most, seconds[i][what]);
    }
    return most;
  }
}
