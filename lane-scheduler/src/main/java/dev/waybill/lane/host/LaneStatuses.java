package dev.waybill.lane.host;

import dev.waybill.lane.core.LaneEngine;
import dev.waybill.lane.core.LaneId;
import dev.waybill.lane.core.LaneSnapshot;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;

/**
 * Which lanes look different from what was last told about them. Told about once a second and a
 * bounded number at a time, longest waiting first: a lane may change a thousand times a second.
 *
 * <p>After a start nobody knows what was told, so all lanes are told anew: those that have work as
 * if they had changed, idle ones beside the others.
 *
 * <p>No larger than the engine: lanes of which nothing is to be told are passed over without being
 * counted, and those that are gone are told at once.
 */
final class LaneStatuses {
  /** Of one task, in each round. */
  private static final int MOST = 100;

  /** Of these, idle ones of which nobody knows what was told, while others wait as well. */
  private static final int MOST_IDLE = 20;

  private final LinkedHashSet<LaneId> changed = new LinkedHashSet<>();
  private final Deque<LaneId> idle = new ArrayDeque<>();

  void changed(LaneId lane) {
    changed.add(lane);
  }

  /** At once, for nothing is left that would remember it; that of a removed lane, and seldom. */
  void gone(LaneId lane, LaneApplication application, Instant now) {
    changed.remove(lane);
    application.status(lane, null, now);
  }

  /** Once the engine has restored its lanes, all of which have changed for it. */
  void restored(LaneEngine engine) {
    changed.removeIf(lane -> {
      boolean isIdle = engine.lane(lane).map(one -> one.depth() == 0).orElse(true);
      if (isIdle) {
        idle.add(lane);
      }
      return isIdle;
    });
  }

  void publish(LaneEngine engine, LaneApplication application, Instant now) {
    int left = MOST - Math.min(idle.size(), MOST_IDLE);
    Iterator<LaneId> lanes = changed.iterator();
    while (left > 0 && lanes.hasNext()) {
      LaneId lane = lanes.next();
      lanes.remove();
      left -= tell(lane, engine, application, now) ? 1 : 0;
    }
    left += Math.min(idle.size(), MOST_IDLE);
    while (left > 0 && !idle.isEmpty()) {
      left -= tell(idle.remove(), engine, application, now) ? 1 : 0;
    }
  }

  /** Nothing is told of a lane before its settings: nobody may know it, or it is nobody's. */
  private static boolean tell(
      LaneId lane, LaneEngine engine, LaneApplication application, Instant now) {
    LaneSnapshot snapshot = engine.lane(lane).orElse(null);
    if (snapshot == null || (snapshot.limits() == null && !snapshot.removed())) {
      return false;
    }
    application.status(lane, snapshot, now);
    return true;
  }
}
