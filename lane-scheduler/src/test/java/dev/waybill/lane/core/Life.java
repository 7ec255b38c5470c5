package dev.waybill.lane.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The life of a task in virtual time: lanes, limits, outcomes, commands, lost and late reports,
 * duplicates, and kills between any two commits; every promise is watched all the while. Each step
 * has randomness of its own, so that a life without some of its steps is much the same life.
 */
final class Life implements SimulatedTask.Outside {
  private final boolean telling;
  private final long world;
  private final Map<LaneId, LaneSettings> lanes = new LinkedHashMap<>();
  private final Guarantees guarantees = new Guarantees(lanes);
  private final List<Item> sent = new ArrayList<>();
  private final PriorityQueue<Coming> coming =
      new PriorityQueue<>(Comparator.comparing(Coming::at).thenComparingLong(Coming::number));
  private final EngineSettings settings;
  private final SimulatedTask task;
  private final List<String> story = new ArrayList<>();
  private Instant now = Lab.START;
  private Random random;
  private long version = 1;

  /** A report on its way. */
  private record Coming(Instant at, long number, LaneEvent event) {}

  /**
   * A life that begins.
   *
   * @param telling whether to keep the story
   */
  Life(long world, boolean telling) {
    this.telling = telling;
    this.world = world;
    random = new Random(world);
    settings = randomSettings();
    task = new SimulatedTask(settings, new Random(world), this, now);
    int count = 1 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      LaneId lane = new LaneId(new UUID(random.nextLong(), random.nextLong()));
      lanes.put(lane, randomLane());
      tell(() -> "lane " + lane + " " + lanes.get(lane));
      task.append(new LaneEvent.LaneConfigured(lane, lanes.get(lane)));
    }
  }

  private EngineSettings randomSettings() {
    EngineSettings.Waits waits =
        new EngineSettings.Waits(
            Duration.ofSeconds(10), Duration.ofHours(3), Duration.ofSeconds(20));
    EngineSettings.Breaking breaking =
        new EngineSettings.Breaking(
            1 + random.nextInt(6), Duration.ofMillis(300), Duration.ofSeconds(10));
    return new EngineSettings(
        2 + random.nextInt(20),
        1 + random.nextInt(20),
        EngineSettings.Timing.defaults(),
        waits,
        new EngineSettings.Protection(
            Duration.ofMillis(500),
            10 + random.nextInt(500),
            breaking,
            Duration.ofSeconds(30),
            world % 3 != 0));
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
    Duration expires = Duration.ofSeconds(random.nextInt(10) == 0 ? 30 : 90_000);
    RetryPolicy retry = new RetryPolicy(1 + random.nextInt(4), backoff, expires);
    return new LaneSettings(1, 1, limits, retry, Ordering.of(random.nextInt(3)), false);
  }

  /** What happened, for people. */
  List<String> story() {
    return story;
  }

  private void tell(Supplier<String> what) {
    if (telling) {
      story.add(Duration.between(Lab.START, now).toMillis() + " ms: " + what.get());
    }
  }

  void live(long[] steps) {
    for (long step : steps) {
      random = new Random(step);
      step();
    }
    random = new Random(world);
    runToTheEnd();
    guarantees.pace();
    assertThat(guarantees.acceptedCount()).as("nothing lost").isEqualTo(sent.size());
    forget();
  }

  private void step() {
    now = now.plusMillis(random.nextInt(10) == 0 ? random.nextInt(5_000) : random.nextInt(30));
    arrived();
    int dice = random.nextInt(100);
    if (dice < 32) {
      send();
    } else if (dice < 36) {
      sendAgain();
    } else if (dice < 46) {
      command();
    } else if (dice < 75) {
      readSome();
    } else if (dice < 85) {
      task.tick(now);
    } else if (dice < 97) {
      task.commit();
    } else {
      tell(() -> "killed");
      task.crash(now.minusMillis(random.nextInt(100)));
    }
    guarantees.cap(task.engine(), settings.maxOutstanding());
  }

  private void send() {
    List<LaneId> all = new ArrayList<>(lanes.keySet());
    LaneId lane = all.get(random.nextInt(all.size()));
    String key = random.nextInt(4) == 0 ? "" : "k" + random.nextInt(4);
    long required = random.nextInt(10) == 0 ? version + random.nextInt(2) : 0;
    Placement placement = new Placement(Priority.of(random.nextInt(3)), key, required);
    int kind = random.nextInt(20);
    if (kind < 4) {
      placement = placement.after(randomReferences(lane));
    } else if (kind == 4) {
      placement = placement.express(now.plusMillis(random.nextInt(6_000)));
    }
    Instant expires = random.nextInt(20) == 0 ? now.plusSeconds(random.nextInt(20)) : Item.NEVER;
    ItemId id = new ItemId(new UUID(lane.value().getMostSignificantBits(), sent.size()));
    Item item = new Item(lane, id, placement, now, expires, new byte[] {1});
    sent.add(item);
    tell(() -> "sent " + item + " " + item.placement());
    task.append(new LaneEvent.ItemArrived(item));
  }

  private List<Reference> randomReferences(LaneId lane) {
    List<Reference> references = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0 && !sent.isEmpty(); i--) {
      Item other = sent.get(random.nextInt(sent.size()));
      if (other.lane().equals(lane)) {
        references.add(Reference.to(other.id()));
      }
    }
    return references;
  }

  private void sendAgain() {
    if (!sent.isEmpty()) {
      task.append(new LaneEvent.ItemArrived(sent.get(random.nextInt(sent.size()))));
    }
  }

  private void command() {
    if (sent.isEmpty()) {
      return;
    }
    Item item = sent.get(random.nextInt(sent.size()));
    int dice = random.nextInt(100);
    LaneEvent event = randomCommand(item, dice);
    tell(() -> "command " + event);
    task.append(event);
  }

  private LaneEvent randomCommand(Item item, int dice) {
    if (dice < 30) {
      return new LaneEvent.ItemCancelled(item.lane(), item.id());
    }
    if (dice < 50) {
      return new LaneEvent.ItemExpedited(item.lane(), item.id());
    }
    if (dice < 85) {
      Guarantees.Watched watched = guarantees.find(item.id());
      int run = watched == null ? 1 : watched.run();
      return new LaneEvent.ItemRetried(item.lane(), item.id(), run);
    }
    // A removed lane forgets its ordering, and what comes before its new settings is per key.
    return dice < 98 || lanes.get(item.lane()).ordering() == Ordering.STRICT
        ? configured(item.lane(), random.nextBoolean())
        : new LaneEvent.LaneRemoved(item.lane());
  }

  private LaneEvent configured(LaneId lane, boolean paused) {
    LaneSettings known = lanes.get(lane);
    version++;
    return new LaneEvent.LaneConfigured(
        lane,
        new LaneSettings(
            version, version, known.limits(), known.retry(), known.ordering(), paused));
  }

  private void readSome() {
    for (int i = random.nextInt(6); i >= 0 && task.hasUnread(); i--) {
      task.readOne(now);
    }
  }

  /** Reports that have come in by now are on the log. */
  private void arrived() {
    while (!coming.isEmpty() && !coming.peek().at().isAfter(now)) {
      LaneEvent event = coming.remove().event();
      if (event instanceof LaneEvent.AttemptFinished finished) {
        guarantees.callIsOver(finished.attempt());
      }
      task.append(event);
    }
  }

  private void runToTheEnd() {
    task.commit();
    for (int i = 0; !isOver(); i++) {
      assertThat(i)
          .as("ends at some time; left %s, %s", guarantees.unfinished(), state())
          .isLessThan(40_000);
      now = now.plusMillis(200);
      // Newer settings close breakers and lift suspensions; half of the lives get along without.
      if (i == 0 || (i % 50 == 0 && world % 2 == 0)) {
        lanes.keySet().forEach(lane -> task.append(configured(lane, false)));
      }
      arrived();
      for (int j = 0; j < 50 && task.hasUnread(); j++) {
        task.readOne(now);
      }
      task.tick(now);
      task.commit();
      guarantees.cap(task.engine(), settings.maxOutstanding());
    }
    assertThat(task.engine().depth()).isZero();
  }

  private boolean isOver() {
    return guarantees.unfinished().isEmpty()
        && !task.hasUnread()
        && task.engine().outstanding() == 0;
  }

  private String state() {
    return settings
        + " outstanding "
        + task.engine().outstanding()
        + " now "
        + now
        + lanes.keySet().stream().map(lane -> "\n" + task.engine().lane(lane)).toList();
  }

  private void forget() {
    for (int i = 0; i < 3_000 && !onlyHeadsAreLeft(); i++) {
      now = now.plus(Duration.ofMinutes(20));
      task.tick(now);
      task.commit();
    }
    if (settings.protection().adaptive()) {
      assertThat(task.engine().heldBack()).as("lanes held back after all that time").isZero();
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
    decisions.dispatches.forEach(dispatch -> {
      tell(() -> "dispatched " + dispatch.attempt() + " " + dispatch.mode());
      execute(dispatch);
    });
    decisions.ended.forEach(ended -> tell(() -> "ended " + ended.item() + " " + ended.ending()));
    decisions.fences.forEach(fence -> {
      guarantees.callIsOver(fence);
      task.append(new LaneEvent.FenceRead(fence));
    });
  }

  /** An executor makes the attempt, or is killed before or during the call. */
  private void execute(Dispatch dispatch) {
    AttemptId attempt = dispatch.attempt();
    Random fate = new Random(world ^ attempt.hashCode());
    Instant at = now.plusMillis(fate.nextInt(300));
    int dice = fate.nextInt(100);
    if (dice < 5) {
      return;
    }
    if (fate.nextBoolean()) {
      report(at, new LaneEvent.AttemptStarted(attempt, Recourse.of(fate.nextInt(3))));
      if (dice < 10) {
        return;
      }
    }
    boolean late = dice > 96;
    Instant end = at.plusMillis(1 + fate.nextInt(900)).plusSeconds(late ? 20 : 0);
    Outcome outcome =
        dispatch.mode() == Dispatch.Mode.RECONCILE && fate.nextInt(3) == 0
            ? new Outcome.NotHappened()
            : outcome(fate);
    report(
        end,
        new LaneEvent.AttemptFinished(
            attempt, outcome, new byte[fate.nextInt(3)], Duration.ZERO, Duration.between(at, end)));
  }

  private void report(Instant at, LaneEvent event) {
    coming.add(new Coming(at, coming.size(), event));
  }

  private static Outcome outcome(Random fate) {
    int dice = fate.nextInt(100);
    if (dice < 60) {
      return new Outcome.Succeeded();
    }
    if (dice < 78) {
      Duration wait = fate.nextInt(4) == 0 ? Duration.ofMillis(fate.nextInt(3_000)) : Duration.ZERO;
      Outcome.Kind kind = fate.nextBoolean() ? Outcome.Kind.OTHER : Outcome.Kind.STRAINED;
      return new Outcome.Retryable("down", wait, kind);
    }
    if (dice < 86) {
      Duration wait = Duration.ofMillis(fate.nextInt(2_000));
      Outcome.Kind kind = fate.nextInt(4) == 0 ? Outcome.Kind.HELD : Outcome.Kind.THROTTLED;
      return new Outcome.Retryable("slow down", wait, kind);
    }
    if (dice < 90) {
      return new Outcome.NotStarted();
    }
    if (dice < 93) {
      return new Outcome.Unauthorized(1);
    }
    return dice < 96
        ? new Outcome.Unknown("gone", Recourse.of(fate.nextInt(3)))
        : new Outcome.Rejected("no");
  }
}
