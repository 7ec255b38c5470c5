package dev.waybill.emitter.delivery;

import dev.waybill.lane.core.LaneId;
import dev.waybill.lane.core.LaneSnapshot;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Is told how the lanes of a task do. To be thread-safe: there are several tasks. */
public interface LaneWatch {

  /**
   * A lane stands otherwise than before.
   *
   * @param snapshot null if it is gone
   */
  void lane(LaneId lane, @Nullable LaneSnapshot snapshot);

  /** A retry was dispatched so long after it was due, what it waited for in its lane included. */
  void retried(Duration late);
}
