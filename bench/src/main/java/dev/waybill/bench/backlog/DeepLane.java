package dev.waybill.bench.backlog;

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

/**
 * One lane in virtual time. It is paused while it is filled, as a connection is whose TSP is down;
 * then operations go through it while others come in, so that its depth stays.
 */
final class DeepLane {
  private static final LaneId LANE = new LaneId(new UUID(0x7c0f_5a52_6c1c_4c8eL, 1L << 63));
  private static final long MOST = 20_000_000;
  private static final int PAYLOAD_BYTES = 585;
  private static final int NOTE_BYTES = 150;
  private static final int IN_FLIGHT = 4;

  /** Operations come in at 3,000 a second, and the host ticks each 10 ms. */
  private static final int IN_A_MILLISECOND = 3;

  private static final int IN_A_TICK = 30;
  private static final long COMMIT_NANOS = Duration.ofMillis(100).toNanos();
  private static final long VERSION_7 = 0x7000;
  private static final long VARIANT = 1L << 63;

  private final TaskStores stores;
  private final Surroundings surroundings;
  private final LaneEngine engine;
  private final SplittableRandom random;
  private final byte[] note = new byte[NOTE_BYTES];
  private final long start;
  private long steps;
  private long committed = System.nanoTime();
  private long settings;

  /**
   * A lane over what is in the stores.
   *
   * @param start virtual time, later than all that is in the stores
   */
  DeepLane(TaskStores stores, Instant start, long seed) {
    this.stores = stores;
    this.start = start.toEpochMilli();
    this.random = new SplittableRandom(seed);
    this.surroundings = new Surroundings(stores);
    EngineSettings defaults = EngineSettings.defaults();
    EngineSettings.Protection protection = EngineSettings.Protection.defaults();
    this.engine =
        new LaneEngine(
            new EngineSettings(
                defaults.maxOutstanding(),
                defaults.stepBudget(),
                defaults.timing(),
                defaults.waits(),
                new EngineSettings.Protection(
                    protection.slowAfter(),
                    MOST,
                    protection.breaker(),
                    protection.suspendedProbe())),
            stores,
            surroundings,
            surroundings,
            new SplittableRandom(seed),
            start);
  }

  long depth() {
    return engine.depth();
  }

  /** Nothing is dispatched from now on; what is in flight is answered. */
  void pause() {
    configure(true);
    while (!surroundings.called().isEmpty()) {
      answer();
    }
  }

  void resume() {
    configure(false);
  }

  private void configure(boolean paused) {
    settings++;
    LaneSettings next =
        new LaneSettings(
            settings,
            1,
            new Limits(1, Limits.MAX_BURST, IN_FLIGHT, Duration.ofSeconds(30)),
            new RetryPolicy(
                8, new Backoff.Schedule(List.of(Duration.ofSeconds(1))), Duration.ofDays(1)),
            Ordering.PER_KEY,
            paused);
    engine.handle(new LaneEvent.LaneConfigured(LANE, next), now());
  }

  /** So many come in. */
  void fill(long items) {
    for (long i = 0; i < items; i++) {
      arrive();
      stepDone();
    }
  }

  /**
   * So many go through, one coming in for each.
   *
   * @throws IllegalStateException if they do not: the lane does not dispatch
   */
  void turn(long operations) {
    long before = surroundings.ended();
    for (long i = 0; i < operations; i++) {
      arrive();
      answer();
      stepDone();
    }
    if (surroundings.ended() - before != operations) {
      throw new IllegalStateException("not every operation has ended");
    }
  }

  /** Half are creates, half updates, each of another resource. */
  private void arrive() {
    Instant now = now();
    byte[] payload = new byte[PAYLOAD_BYTES];
    payload[0] = (byte) steps;
    UUID id = new UUID(now.toEpochMilli() << 16 | VERSION_7 | random.nextInt(1 << 12), some());
    Placement placement = Placement.ordered(steps % 2 == 0 ? "" : "vehicle/" + id);
    engine.handle(
        new LaneEvent.ItemArrived(
            new Item(LANE, new ItemId(id), placement, now, Item.NEVER, payload)),
        now);
  }

  private long some() {
    return VARIANT | random.nextLong() >>> 2;
  }

  private void answer() {
    AttemptId attempt = surroundings.called().remove();
    engine.handle(new LaneEvent.AttemptFinished(attempt, new Outcome.Succeeded(), note), now());
  }

  private void stepDone() {
    steps++;
    if (steps % IN_A_TICK == 0) {
      engine.tick(now());
    }
    long nanos = System.nanoTime();
    if (nanos - committed >= COMMIT_NANOS) {
      stores.commit();
      committed = System.nanoTime();
    }
  }

  Instant now() {
    return Instant.ofEpochMilli(start + steps / IN_A_MILLISECOND);
  }
}
