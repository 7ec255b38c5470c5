package dev.waybill.bench.webhooks;

import dev.waybill.bench.backlog.TaskStores;
import dev.waybill.bench.frame.MeasurementException;
import dev.waybill.lane.core.AttemptId;
import dev.waybill.lane.core.Backoff;
import dev.waybill.lane.core.EngineSettings;
import dev.waybill.lane.core.Item;
import dev.waybill.lane.core.ItemId;
import dev.waybill.lane.core.LaneEngine;
import dev.waybill.lane.core.LaneEvent;
import dev.waybill.lane.core.LaneId;
import dev.waybill.lane.core.LaneSettings;
import dev.waybill.lane.core.Limits;
import dev.waybill.lane.core.Ordering;
import dev.waybill.lane.core.Outcome;
import dev.waybill.lane.core.Placement;
import dev.waybill.lane.core.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Many lanes, each with a delay of its own after a failure, so that what fails at one moment falls
 * due over a while. The lanes' time stands still while retries are parked.
 */
final class ParkedLanes {
  /** When all of them fail, epoch milliseconds. */
  static final long BEGINNING = Instant.parse("2026-11-22T10:00:00Z").toEpochMilli();

  private static final int LANES = 1_000;
  private static final Duration SHORTEST = Duration.ofSeconds(60);
  private static final int PAYLOAD_BYTES = 350;
  private static final byte[] NOTE = new byte[150];
  private static final long LANE_MARK = 0x7c0f_5a52_6c1c_4c8eL;
  private static final long ITEM_MARK = 0x019a_a9f6_0000_7000L;
  private static final long VARIANT = 1L << 63;
  private static final long TICK_NANOS = Duration.ofMillis(10).toNanos();
  private static final long COMMIT_NANOS = Duration.ofMillis(50).toNanos();
  private static final long TELL_NANOS = Duration.ofSeconds(30).toNanos();
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final TaskStores stores;
  private final ParkedDecisions decisions;
  private final LaneEngine engine;
  private final long[] due;
  private final Duration over;
  private long firstAfter = -1;

  /**
   * Lanes over what is in the stores.
   *
   * @param due of each retry, filled in as they are parked, epoch milliseconds
   * @param over how long they fall due
   * @param now epoch milliseconds
   */
  ParkedLanes(TaskStores stores, long[] due, Duration over, long now) {
    this.stores = stores;
    this.due = due;
    this.over = over;
    this.decisions = new ParkedDecisions(stores, due);
    EngineSettings defaults = EngineSettings.defaults();
    EngineSettings.Protection protection = defaults.protection();
    EngineSettings settings =
        new EngineSettings(
            defaults.maxOutstanding(),
            defaults.stepBudget(),
            defaults.timing(),
            defaults.waits(),
            new EngineSettings.Protection(
                protection.slowAfter(),
                protection.maxDepth(),
                // Every call fails here, and the breaker is not what is looked at.
                new EngineSettings.Breaking(
                    Integer.MAX_VALUE, Duration.ofSeconds(1), Duration.ofSeconds(1)),
                protection.suspendedProbe()));
    this.engine =
        new LaneEngine(
            settings,
            stores,
            decisions,
            decisions,
            new SplittableRandom(1),
            Instant.ofEpochMilli(now));
  }

  /** Makes the lanes known. */
  void configure() {
    for (int lane = 0; lane < LANES; lane++) {
      Duration delay = SHORTEST.plus(over.multipliedBy(lane).dividedBy(LANES));
      LaneSettings settings =
          new LaneSettings(
              1,
              1,
              new Limits(1, Limits.MAX_BURST, Limits.MAX_IN_FLIGHT, Duration.ofSeconds(25)),
              new RetryPolicy(10, new Backoff.Schedule(List.of(delay)), Duration.ofDays(14)),
              Ordering.PER_KEY,
              false);
      engine.handle(new LaneEvent.LaneConfigured(lane(lane), settings), beginning());
    }
  }

  /** One more comes in, is sent, and fails. */
  void park(int number) {
    UUID id = new UUID(ITEM_MARK, VARIANT | number);
    byte[] payload = new byte[PAYLOAD_BYTES];
    engine.handle(
        new LaneEvent.ItemArrived(
            new Item(
                lane(number % LANES),
                new ItemId(id),
                Placement.ordered("operation/" + number),
                beginning(),
                Item.NEVER,
                payload)),
        beginning());
    AttemptId attempt = decisions.called().poll();
    if (attempt == null) {
      throw new MeasurementException("a lane does not dispatch");
    }
    engine.handle(
        new LaneEvent.AttemptFinished(
            attempt,
            new Outcome.Retryable("the endpoint answered 500", Duration.ZERO, Outcome.Kind.OTHER),
            NOTE),
        beginning());
    stepDone(number);
  }

  private void stepDone(int number) {
    if (number % 5_000 == 0) {
      stores.commit();
    }
  }

  /**
   * Runs by this machine's clock until all were dispatched, each of which succeeds at once.
   *
   * @param from nanoseconds that the given time is counted from
   * @param time epoch milliseconds
   * @return how late each was, in nanoseconds; none is early
   */
  long[] letThemFallDue(long from, long time, Consumer<String> progress)
      throws InterruptedException {
    long[] late = new long[due.length];
    long committed = System.nanoTime();
    long told = committed;
    long end = lastDue() - time;
    int done = 0;
    while (done < due.length) {
      long now = System.nanoTime();
      engine.tick(at(from, time, now));
      if (now - committed >= COMMIT_NANOS) {
        stores.commit();
        committed = System.nanoTime();
        long visible = time * 1_000_000 + committed - from;
        for (AttemptId attempt = decisions.called().poll();
            attempt != null;
            attempt = decisions.called().poll()) {
          int number = ParkedDecisions.number(attempt);
          late[number] = Math.max(0, visible - due[number] * 1_000_000);
          firstAfter = firstAfter < 0 ? committed - from : firstAfter;
          done++;
          engine.handle(
              new LaneEvent.AttemptFinished(attempt, new Outcome.Succeeded(), NOTE),
              at(from, time, System.nanoTime()));
        }
      }
      if (now - told >= TELL_NANOS) {
        told = now;
        progress.accept("%,d of %,d have fallen due".formatted(done, due.length));
      }
      if (now - from > Duration.ofMillis(end).plus(PATIENCE).toNanos()) {
        throw new MeasurementException("only %,d of %,d came".formatted(done, due.length));
      }
      Thread.sleep(Duration.ofNanos(Math.max(1, TICK_NANOS - (System.nanoTime() - now))));
    }
    return late;
  }

  /** From the opening of the stores to the first dispatch that was visible, nanoseconds. */
  long firstAfter() {
    return firstAfter;
  }

  private long lastDue() {
    long last = 0;
    for (long one : due) {
      last = Math.max(last, one);
    }
    return last;
  }

  private static Instant at(long from, long time, long nanos) {
    return Instant.ofEpochMilli(time + (nanos - from) / 1_000_000);
  }

  private static Instant beginning() {
    return Instant.ofEpochMilli(BEGINNING);
  }

  private static LaneId lane(int number) {
    return new LaneId(new UUID(LANE_MARK, VARIANT | number));
  }
}
