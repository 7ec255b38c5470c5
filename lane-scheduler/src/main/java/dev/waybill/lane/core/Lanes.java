package dev.waybill.lane.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All lanes of the task, decoded; writes the head rows that a step has changed. */
final class Lanes {
  private final Rows rows;
  private final Decisions decisions;
  private final Map<LaneId, Lane> byId = new HashMap<>();
  private final List<Lane> changed = new ArrayList<>();

  Lanes(Rows rows, Decisions decisions) {
    this.rows = rows;
    this.decisions = decisions;
  }

  /** Reads all heads. */
  void load(Consumer<Lane> visitor) {
    rows.forEachHead(row -> {
      Lane lane = HeadRow.decode(row);
      byId.put(lane.id, lane);
      visitor.accept(lane);
    });
  }

  @Nullable Lane find(LaneId id) {
    return byId.get(id);
  }

  /** The lane, blank if there was none. */
  Lane open(LaneId id) {
    return byId.computeIfAbsent(id, Lane::new);
  }

  /** Whoever changes a lane says so. */
  void changed(Lane lane) {
    if (!lane.dirty) {
      lane.dirty = true;
      changed.add(lane);
    }
  }

  /** The end of a step. */
  void flush() {
    for (Lane lane : changed) {
      lane.dirty = false;
      if (lane.isBlank()) {
        byId.remove(lane.id);
        decisions.delete(RowKey.head(lane.id));
        decisions.gone(lane.id);
      } else {
        decisions.put(RowKey.head(lane.id), HeadRow.encode(lane));
        decisions.changed(lane.id);
      }
    }
    changed.clear();
  }

  int count() {
    return byId.size();
  }

  int count(Predicate<Lane> wanted) {
    int count = 0;
    for (Lane lane : byId.values()) {
      count += wanted.test(lane) ? 1 : 0;
    }
    return count;
  }
}
