package dev.waybill.lane.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Watches what a task commits, and complains as soon as a promise is broken. */
final class Guarantees {
  private final Map<ItemId, Item> accepted = new HashMap<>();
  private final Map<LaneId, List<Item>> inOrder = new HashMap<>();
  private final Map<ItemId, Ended> ended = new HashMap<>();
  private final Map<LaneId, List<Dispatch>> dispatches = new HashMap<>();
  private final Map<LaneId, LaneSettings> settings;

  Guarantees(Map<LaneId, LaneSettings> settings) {
    this.settings = settings;
  }

  void committed(Recorder decisions) {
    for (Record decision : decisions.inOrder) {
      switch (decision) {
        case Item item -> accept(item);
        case Dispatch dispatch -> dispatch(dispatch);
        case Ended event -> end(event);
        default -> throw new IllegalStateException("not watched: " + decision);
      }
    }
  }

  private void accept(Item item) {
    assertThat(accepted.put(item.id(), item)).as("%s accepted once", item).isNull();
    inOrder.computeIfAbsent(item.lane(), lane -> new ArrayList<>()).add(item);
  }

  private void end(Ended event) {
    assertThat(accepted).containsKey(event.item().id());
    assertThat(ended.put(event.item().id(), event)).as("%s ended once", event.item()).isNull();
    assertThat(event.progress().attemptsUsed())
        .isLessThanOrEqualTo(settings.get(event.item().lane()).retry().maxAttempts() + 1);
  }

  private void dispatch(Dispatch dispatch) {
    ItemId id = dispatch.attempt().item();
    Item item = accepted.get(id);
    assertThat(item).isNotNull();
    assertThat(ended.get(id)).as("%s dispatched after its end", item).isNull();
    Ordering ordering = settings.get(item.lane()).ordering();
    for (Item earlier : inOrder.get(item.lane())) {
      if (earlier.id().equals(id)) {
        break;
      }
      if (ordered(ordering, earlier, item)) {
        assertThat(ended.get(earlier.id())).as("%s is behind %s", item, earlier).isNotNull();
      }
    }
    dispatches.computeIfAbsent(item.lane(), lane -> new ArrayList<>()).add(dispatch);
  }

  private static boolean ordered(Ordering ordering, Item earlier, Item later) {
    String key = later.placement().orderKey();
    return switch (ordering) {
      case NONE -> false;
      case STRICT -> true;
      case PER_KEY -> !key.isEmpty() && key.equals(earlier.placement().orderKey());
    };
  }

  /** No lane has more in flight than it may; to be asked after each step. */
  void cap(LaneEngine engine, int maxOutstanding) {
    assertThat(engine.outstanding()).isLessThanOrEqualTo(maxOutstanding);
    settings.forEach((lane, lanes) ->
        engine
            .lane(lane)
            .ifPresent(now ->
                assertThat(now.inFlight()).isLessThanOrEqualTo(lanes.limits().maxInFlight())));
  }

  /** In no window more than the rate times the window, and the burst. */
  void pace() {
    dispatches.forEach((lane, all) -> {
      Limits limits = settings.get(lane).limits();
      List<Dispatch> sorted = new ArrayList<>(all);
      sorted.sort((a, b) -> a.window().notBefore().compareTo(b.window().notBefore()));
      for (int from = 0; from < sorted.size(); from++) {
        for (int to = from; to < sorted.size(); to++) {
          long nanos =
              Duration.between(
                      sorted.get(from).window().notBefore(), sorted.get(to).window().notBefore())
                  .toNanos();
          assertThat((long) to - from + 1)
              .as("dispatches of a window of %d ns", nanos)
              .isLessThanOrEqualTo(nanos / limits.nanosPerCall() + limits.burst());
        }
      }
    });
  }

  Set<ItemId> unfinished() {
    Set<ItemId> left = new HashSet<>(accepted.keySet());
    left.removeAll(ended.keySet());
    return left;
  }

  int acceptedCount() {
    return accepted.size();
  }
}
