package dev.waybill.lane.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Watches what a task commits, and complains as soon as a promise is broken. */
final class Guarantees {
  /** A call of unknown outcome may be asked about so often beyond the policy's attempts. */
  private static final int MORE_ATTEMPTS = 4;

  private final Map<ItemId, Watched> items = new HashMap<>();
  private final Map<String, LinkedHashSet<ItemId>> unendedByOrder = new HashMap<>();
  private final Map<LaneId, List<Dispatch>> dispatches = new HashMap<>();
  private final Map<LaneId, LaneSettings> settings;

  /** Calls of each order of which nobody has said yet that they are over. */
  private final Map<String, Set<AttemptId>> callsByOrder = new HashMap<>();

  Guarantees(Map<LaneId, LaneSettings> settings) {
    this.settings = settings;
  }

  /** What is known of an item. */
  static final class Watched {
    private final Item item;

    /** Of those that it refers to, the ones that had been accepted before it. */
    private final List<ItemId> refersTo;

    private int run = 1;
    private Ending.@Nullable Kind ending;

    private Watched(Item item, List<ItemId> refersTo) {
      this.item = item;
      this.refersTo = refersTo;
    }

    int run() {
      return run;
    }

    boolean failed() {
      return ending != null && ending != Ending.Kind.SUCCEEDED;
    }
  }

  void committed(Recorder decisions) {
    for (Record decision : decisions.inOrder) {
      switch (decision) {
        case Item item -> accept(item);
        case Recorder.RunAgain again -> runAgain(again);
        case Dispatch dispatch -> dispatch(dispatch);
        case Ended event -> end(event);
        default -> throw new IllegalStateException("not watched: " + decision);
      }
    }
  }

  private void accept(Item item) {
    List<ItemId> known = new ArrayList<>();
    for (Reference reference : item.placement().references()) {
      if (items.containsKey(reference.item())) {
        known.add(reference.item());
      }
    }
    assertThat(items.put(item.id(), new Watched(item, known)))
        .as("%s accepted once", item)
        .isNull();
    unended(item).add(item.id());
  }

  private void runAgain(Recorder.RunAgain again) {
    Watched watched = known(again.item().id());
    assertThat(watched.failed()).as("%s had failed before it ran again", again.item()).isTrue();
    assertThat(again.run()).isEqualTo(watched.run + 1);
    watched.run = again.run();
    watched.ending = null;
    unended(watched.item).add(watched.item.id());
  }

  private void end(Ended event) {
    Watched watched = known(event.item().id());
    assertThat(watched.ending).as("%s ended once", event.item()).isNull();
    assertThat(event.progress().run()).isEqualTo(watched.run);
    watched.ending = event.ending().kind();
    unended(watched.item).remove(watched.item.id());
    int most = settings.get(event.item().lane()).retry().maxAttempts() + MORE_ATTEMPTS;
    assertThat(event.progress().attemptsUsed()).isLessThanOrEqualTo(most);
  }

  private void dispatch(Dispatch dispatch) {
    Watched watched = known(dispatch.attempt().item());
    Item item = watched.item;
    assertThat(watched.ending).as("%s dispatched after its end", item).isNull();
    assertThat(dispatch.attempt().run()).isEqualTo(watched.run);
    if (!order(item).isEmpty()) {
      assertThat(unended(item).getFirst())
          .as("%s is not first of its order", item)
          .isEqualTo(item.id());
      Set<AttemptId> calls = calls(item);
      assertThat(calls)
          .as("calls under way of the order of %s", item)
          .allMatch(call -> call.item().equals(item.id()));
      calls.add(dispatch.attempt());
    }
    for (ItemId other : watched.refersTo) {
      assertThat(known(other).ending)
          .as("%s refers to %s", item, other)
          .isEqualTo(Ending.Kind.SUCCEEDED);
    }
    Instant startBy = item.placement().startBy();
    if (startBy != null && watched.run == 1) {
      assertThat(dispatch.window().notAfter()).as("%s", item).isBeforeOrEqualTo(startBy);
    } else {
      dispatches.computeIfAbsent(item.lane(), lane -> new ArrayList<>()).add(dispatch);
    }
  }

  /** An answer or a fence of it is on the log. */
  void callIsOver(AttemptId attempt) {
    calls(known(attempt.item()).item).remove(attempt);
  }

  private Set<AttemptId> calls(Item item) {
    return callsByOrder.computeIfAbsent(item.lane() + order(item), key -> new HashSet<>());
  }

  private LinkedHashSet<ItemId> unended(Item item) {
    String order = order(item);
    return unendedByOrder.computeIfAbsent(item.lane() + order, key -> new LinkedHashSet<>());
  }

  private String order(Item item) {
    return KeyChains.key(item, settings.get(item.lane()).ordering());
  }

  Watched known(ItemId item) {
    Watched watched = items.get(item);
    assertThat(watched).as("item %s was accepted", item).isNotNull();
    return watched;
  }

  @Nullable Watched find(ItemId item) {
    return items.get(item);
  }

  /** No lane has more in flight than it may; to be asked after each step. */
  void cap(LaneEngine engine, int maxOutstanding) {
    // More where calls of many lanes begin to hang together, see Slots.
    assertThat(engine.outstanding()).isLessThanOrEqualTo(Slots.MOST_TIMES * maxOutstanding);
    settings.forEach((lane, lanes) ->
        engine
            .lane(lane)
            .ifPresent(now ->
                assertThat(now.inFlight()).isLessThanOrEqualTo(lanes.limits().maxInFlight())));
  }

  /**
   * In no window more than the rate times the window, and the burst: a bucket that drains at the
   * rate never holds more than the burst. Express items are the caller's to pace.
   */
  void pace() {
    dispatches.forEach((lane, all) -> {
      Limits limits = settings.get(lane).limits();
      List<Dispatch> sorted = new ArrayList<>(all);
      sorted.sort((a, b) -> a.window().notBefore().compareTo(b.window().notBefore()));
      long full = limits.burst() * limits.nanosPerCall();
      long level = 0;
      Instant last = Instant.EPOCH;
      for (Dispatch dispatch : sorted) {
        Instant at = dispatch.window().notBefore();
        long passed = Duration.between(last, at).toMillis() * Gcra.NANOS_PER_MILLI;
        level = Math.max(0, level - passed) + limits.nanosPerCall();
        assertThat(level).as("bucket of %s at %s", lane, at).isLessThanOrEqualTo(full);
        last = at;
      }
    });
  }

  Set<ItemId> unfinished() {
    Set<ItemId> left = new HashSet<>();
    unendedByOrder.values().forEach(left::addAll);
    return left;
  }

  int acceptedCount() {
    return items.size();
  }
}
