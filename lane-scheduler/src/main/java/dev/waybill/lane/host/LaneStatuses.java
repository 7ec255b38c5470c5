package dev.waybill.lane.host;

import dev.waybill.lane.core.LaneEngine;
import dev.waybill.lane.core.LaneId;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashSet;

/**
 * Which lanes look different from what was last told about them. Told about once a second and a
 * bounded number at a time, longest waiting first: a lane may change a thousand times a second.
 */
final class LaneStatuses {
  /** Of one task, in each round. */
  private static final int MOST = 100;

  private final LinkedHashSet<LaneId> changed = new LinkedHashSet<>();

  void changed(LaneId lane) {
    changed.add(lane);
  }

  void publish(LaneEngine engine, LaneApplication application, Instant now) {
    Iterator<LaneId> lanes = changed.iterator();
    for (int i = 0; i < MOST && lanes.hasNext(); i++) {
      LaneId lane = lanes.next();
      lanes.remove();
      application.status(lane, engine.lane(lane).orElse(null), now);
    }
  }
}
