package dev.waybill.bench.simulation;

import dev.waybill.bench.frame.MeasurementException;
import dev.waybill.lane.core.Dispatch;
import dev.waybill.lane.core.Item;
import dev.waybill.lane.core.ItemId;
import dev.waybill.lane.core.LaneEngine;
import dev.waybill.lane.core.LaneEvent;
import dev.waybill.lane.core.LaneId;
import dev.waybill.lane.core.Outcome;
import dev.waybill.lane.core.Placement;
import dev.waybill.lane.core.Priority;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.UUID;

/** Virtual time: items come in at random, calls take their time, the engine ticks. */
final class World {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  private static final byte[] NO_NOTE = {};
  private static final long TICK_MILLIS = 10;
  private static final int ONE_IN = 10;
  private static final Outcome HUNG =
      new Outcome.Retryable("no answer", Duration.ZERO, Outcome.Kind.OTHER);

  private final Scenario scenario;
  private final SplittableRandom calls;
  private final PriorityQueue<Answer> answers =
      new PriorityQueue<>((a, b) -> Long.compare(a.at(), b.at()));
  private final SimulatedTask task = new SimulatedTask(this::execute);
  private final Delays delays = new Delays();
  private final LaneEngine engine;
  private final Arrivals quiet;
  private final Arrivals noisy;
  private long now = START.toEpochMilli();
  private long steps;
  private int items;

  /** The answer to a call, on its way. */
  private record Answer(long at, LaneEvent event) {}

  /** A stream of items, of its own randomness: what is quiet is the same with and without noise. */
  private static final class Arrivals {
    private final SplittableRandom random;
    private int left;
    private double next;

    Arrivals(int left, SplittableRandom random) {
      this.random = random;
      this.left = left;
      this.next = START.toEpochMilli();
    }
  }

  World(Scenario scenario, boolean noise) {
    this.scenario = scenario;
    SplittableRandom random = new SplittableRandom(scenario.seed());
    calls = random.split();
    engine =
        new LaneEngine(
            scenario.engine(), task, task, task, new SplittableRandom(scenario.seed()), START);
    quiet = new Arrivals(scenario.quietItems(), random.split());
    noisy = new Arrivals(noise ? scenario.items() - scenario.quietItems() : 0, random.split());
    for (int lane = 0; lane < scenario.lanes(); lane++) {
      engine.handle(new LaneEvent.LaneConfigured(id(lane), scenario.settings(lane)), START);
    }
  }

  /** Until the last quiet item has ended. */
  void live() {
    int stuck = 0;
    while (quiet.left > 0 || quietOpen > 0) {
      now += TICK_MILLIS;
      arrive(quiet, false);
      arrive(noisy, true);
      answer();
      engine.tick(Instant.ofEpochMilli(now));
      steps++;
      stuck = quiet.left > 0 ? 0 : stuck + 1;
      if (stuck > Duration.ofHours(1).toMillis() / TICK_MILLIS) {
        throw new MeasurementException(quietOpen + " quiet items do not end");
      }
    }
  }

  private int quietOpen;

  private void arrive(Arrivals stream, boolean fromNoisy) {
    while (stream.left > 0 && stream.next <= now) {
      int lane = randomLane(stream.random, fromNoisy);
      int count = !fromNoisy && stream.random.nextInt(ONE_IN) == 0 ? Scenario.BURST : 1;
      for (int i = 0; i < count && stream.left > 0; i++) {
        stream.left--;
        quietOpen += fromNoisy ? 0 : 1;
        send(lane);
      }
      double meanGap = 1_000.0 / Scenario.QUIET_PER_SECOND;
      stream.next += -Math.log(1 - stream.random.nextDouble()) * meanGap * count;
    }
  }

  private int randomLane(SplittableRandom random, boolean fromNoisy) {
    if (fromNoisy) {
      return random.nextInt(scenario.noisyLanes()) * Scenario.NOISY_EVERY;
    }
    int lane = random.nextInt(scenario.lanes());
    return scenario.isNoisy(lane) ? lane + 1 : lane;
  }

  private void send(int lane) {
    byte[] payload = ByteBuffer.allocate(12).putInt(lane).putLong(now).array();
    Item item =
        new Item(
            id(lane),
            new ItemId(new UUID(2, ++items)),
            new Placement(Priority.NORMAL, "", 0),
            Instant.ofEpochMilli(now),
            Item.NEVER,
            payload);
    handle(new LaneEvent.ItemArrived(item));
  }

  private void execute(Dispatch dispatch) {
    ByteBuffer payload = ByteBuffer.wrap(dispatch.preparation().payload());
    int lane = payload.getInt();
    long start = Math.max(now, dispatch.window().notBefore().toEpochMilli());
    if (scenario.isNoisy(lane)) {
      long takes = calls.nextBoolean() ? Scenario.HANGING_CALL.toMillis() : 0;
      answers.add(new Answer(start + takes, finished(dispatch, HUNG)));
    } else {
      delays.add(start - payload.getLong());
      long takes = Scenario.QUIET_CALL.toMillis();
      answers.add(new Answer(start + takes, finished(dispatch, new Outcome.Succeeded())));
    }
  }

  private static LaneEvent finished(Dispatch dispatch, Outcome outcome) {
    return new LaneEvent.AttemptFinished(dispatch.attempt(), outcome, NO_NOTE);
  }

  private void answer() {
    while (!answers.isEmpty() && answers.peek().at() <= now) {
      LaneEvent event = answers.remove().event();
      if (event instanceof LaneEvent.AttemptFinished finished
          && finished.outcome() instanceof Outcome.Succeeded) {
        quietOpen--;
      }
      handle(event);
    }
  }

  private void handle(LaneEvent event) {
    steps++;
    engine.handle(event, Instant.ofEpochMilli(now));
  }

  private static LaneId id(int lane) {
    return new LaneId(new UUID(1, lane));
  }

  Delays delays() {
    return delays;
  }

  long decisions() {
    return task.decisions();
  }

  long steps() {
    return steps;
  }

  int mostRows() {
    return task.mostRows();
  }

  double virtualSeconds() {
    return (now - START.toEpochMilli()) / 1e3;
  }
}
