package dev.waybill.lane.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Random lives of a task in virtual time: lanes, limits, outcomes, lost and late reports,
 * duplicates, and kills between any two commits; every promise is watched all the while. A failure
 * names its seed.
 */
class LaneEngineSimulationTest {
  private static final int LIVES = Integer.getInteger("waybill.simulation.lives", 200);
  private static final int EVENTS = 400;

  @Test
  void keepsItsPromisesWhateverHappens() {
    long first = Long.getLong("waybill.simulation.seed", new Random().nextLong());
    for (long seed = first; seed < first + LIVES; seed++) {
      try {
        new Life(seed).live();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("with -Dwaybill.simulation.seed=" + seed, e);
      }
    }
  }

  private static final class Life implements SimulatedTask.Outside {
    private final Random random;
    private final Map<LaneId, LaneSettings> lanes = new HashMap<>();
    private final Guarantees guarantees = new Guarantees(lanes);
    private final List<Item> sent = new ArrayList<>();
    private final PriorityQueue<Coming> coming =
        new PriorityQueue<>(Comparator.comparing(Coming::at));
    private final EngineSettings settings;
    private final SimulatedTask task;
    private Instant now = Lab.START;

    /** A report on its way. */
    private record Coming(Instant at, LaneEvent event) {}

    Life(long seed) {
      random = new Random(seed);
      settings =
          new EngineSettings(
              2 + random.nextInt(20),
              1 + random.nextInt(20),
              EngineSettings.Timing.defaults(),
              new EngineSettings.Waits(
                  Duration.ofSeconds(10), Duration.ofHours(3), Duration.ofSeconds(20)));
      task = new SimulatedTask(settings, random, this, now);
      int count = 1 + random.nextInt(5);
      for (int i = 0; i < count; i++) {
        LaneId lane = new LaneId(new UUID(random.nextLong(), random.nextLong()));
        lanes.put(lane, randomLane());
        task.append(new LaneEvent.LaneConfigured(lane, lanes.get(lane)));
      }
    }

    private LaneSettings randomLane() {
      Limits limits =
          new Limits(
              1_000 + random.nextLong(400_000_000),
              1 + random.nextInt(5),
              1 + random.nextInt(4),
              Duration.ofSeconds(1));
      Backoff backoff =
          random.nextBoolean()
              ? new Backoff.Exponential(Duration.ofMillis(50), Duration.ofSeconds(20))
              : new Backoff.Schedule(
                  List.of(Duration.ZERO, Duration.ofMillis(700), Duration.ofSeconds(9)));
      RetryPolicy retry =
          new RetryPolicy(
              1 + random.nextInt(4),
              backoff,
              Duration.ofSeconds(random.nextInt(10) == 0 ? 30 : 90_000));
      Ordering ordering = Ordering.of(random.nextInt(3));
      return new LaneSettings(1, 1, limits, retry, ordering, false);
    }

    void live() {
      for (int i = 0; i < EVENTS; i++) {
        step();
      }
      runToTheEnd();
      guarantees.pace();
      assertThat(guarantees.acceptedCount()).as("nothing lost").isEqualTo(sent.size());
      forget();
    }

    private void step() {
      now = now.plusMillis(random.nextInt(10) == 0 ? random.nextInt(5_000) : random.nextInt(30));
      arrived();
      int dice = random.nextInt(100);
      if (dice < 35) {
        send();
      } else if (dice < 40) {
        sendAgain();
      } else if (dice < 75) {
        readSome();
      } else if (dice < 85) {
        task.tick(now);
      } else if (dice < 97) {
        task.commit();
      } else {
        task.crash(now.minusMillis(random.nextInt(100)));
      }
      guarantees.cap(task.engine(), settings.maxOutstanding());
    }

    private void send() {
      List<LaneId> all = new ArrayList<>(lanes.keySet());
      LaneId lane = all.get(random.nextInt(all.size()));
      String key = random.nextInt(4) == 0 ? "" : "k" + random.nextInt(4);
      Priority priority = Priority.of(random.nextInt(3));
      Instant expires = random.nextInt(20) == 0 ? now.plusSeconds(random.nextInt(20)) : Item.NEVER;
      ItemId id = new ItemId(new UUID(random.nextLong(), sent.size()));
      Item item = new Item(lane, id, new Placement(priority, key, 0), now, expires, new byte[] {1});
      sent.add(item);
      task.append(new LaneEvent.ItemArrived(item));
    }

    private void sendAgain() {
      if (!sent.isEmpty()) {
        task.append(new LaneEvent.ItemArrived(sent.get(random.nextInt(sent.size()))));
      }
    }

    private void readSome() {
      for (int i = random.nextInt(6); i >= 0 && task.hasUnread(); i--) {
        task.readOne(now);
      }
    }

    /** Reports that have come in by now are on the log. */
    private void arrived() {
      while (!coming.isEmpty() && !coming.peek().at().isAfter(now)) {
        task.append(coming.remove().event());
      }
    }

    private void runToTheEnd() {
      task.commit();
      long credentials = 2;
      for (int i = 0;
          !guarantees.unfinished().isEmpty() || task.hasUnread() || task.engine().outstanding() > 0;
          i++) {
        assertThat(i)
            .as("ends at some time; left %d, %s", guarantees.unfinished().size(), state())
            .isLessThan(40_000);
        now = now.plusMillis(200);
        arrived();
        for (int j = 0; j < 50 && task.hasUnread(); j++) {
          task.readOne(now);
        }
        task.tick(now);
        task.commit();
        if (i % 50 == 0) {
          renewCredentials(credentials++);
        }
        guarantees.cap(task.engine(), settings.maxOutstanding());
      }
      assertThat(task.engine().depth()).isZero();
    }

    private String state() {
      return settings
          + " outstanding "
          + task.engine().outstanding()
          + " now "
          + now
          + lanes.keySet().stream().map(lane -> "\n" + task.engine().lane(lane)).toList();
    }

    private void renewCredentials(long version) {
      lanes.forEach((lane, known) ->
          task.append(
              new LaneEvent.LaneConfigured(
                  lane,
                  new LaneSettings(
                      version, version, known.limits(), known.retry(), known.ordering(), false))));
    }

    private void forget() {
      for (int i = 0; i < 3_000 && !onlyHeadsAreLeft(); i++) {
        now = now.plus(Duration.ofMinutes(20));
        task.tick(now);
        task.commit();
      }
      assertThat(onlyHeadsAreLeft()).as("rows left: %s", task.rows().all().keySet()).isTrue();
    }

    private boolean onlyHeadsAreLeft() {
      return task.rows().all().keySet().stream()
          .allMatch(key -> key.kind() == RowKey.Kind.HEAD || key.kind() == RowKey.Kind.FLOOR);
    }

    @Override
    public void committed(Recorder decisions) {
      guarantees.committed(decisions);
      decisions.dispatches.forEach(this::execute);
      decisions.fences.forEach(fence -> task.append(new LaneEvent.FenceRead(fence)));
    }

    /** An executor makes the attempt, or is killed before or during the call. */
    private void execute(Dispatch dispatch) {
      AttemptId attempt = dispatch.attempt();
      Instant at = now.plusMillis(random.nextInt(300));
      int fate = random.nextInt(100);
      if (fate < 5) {
        return;
      }
      boolean repeatable = random.nextInt(3) > 0;
      if (random.nextBoolean()) {
        coming.add(new Coming(at, new LaneEvent.AttemptStarted(attempt, repeatable)));
        if (fate < 10) {
          return;
        }
      }
      boolean late = fate > 96;
      Instant end = at.plusMillis(1 + random.nextInt(900)).plusSeconds(late ? 20 : 0);
      coming.add(new Coming(end, new LaneEvent.AttemptFinished(attempt, outcome(), note())));
    }

    private byte[] note() {
      return new byte[random.nextInt(3)];
    }

    private Outcome outcome() {
      int dice = random.nextInt(100);
      if (dice < 60) {
        return new Outcome.Succeeded();
      }
      if (dice < 78) {
        Duration wait =
            random.nextInt(4) == 0 ? Duration.ofMillis(random.nextInt(3_000)) : Duration.ZERO;
        return new Outcome.Retryable("down", wait, Outcome.Kind.OTHER);
      }
      if (dice < 86) {
        return new Outcome.Retryable(
            "slow down", Duration.ofMillis(random.nextInt(2_000)), Outcome.Kind.THROTTLED);
      }
      if (dice < 90) {
        return new Outcome.NotStarted();
      }
      if (dice < 93) {
        return new Outcome.Unauthorized(1);
      }
      if (dice < 96) {
        return new Outcome.Unknown("gone", random.nextBoolean());
      }
      return new Outcome.Rejected("no");
    }
  }
}
