package dev.waybill.lane.host;

import dev.waybill.lane.core.Ending;
import dev.waybill.lane.core.Outcome;
import java.time.Duration;

/**
 * Told what happens, for meters. Called on stream threads, several at a time for several tasks;
 * must be quick and thread-safe. A step whose transaction is aborted is told again when it is done
 * again, so these are for counting and not for deciding.
 */
public interface LaneListener {
  /** Listens to nothing. */
  LaneListener NONE = new LaneListener() {};

  default void accepted() {}

  default void duplicate() {}

  /** A record came in at the wrong partition and was moved. */
  default void moved() {}

  default void deadLettered() {}

  default void dispatched() {}

  /** From the arrival of an item to its first dispatch. */
  default void timeToFirstDispatch(Duration wait) {}

  /** A call was made and reported; {@code took} as the executor measured it. */
  default void attempted(Outcome outcome, Duration took) {}

  /** An attempt passed its deadline and a fence was written. */
  default void fenced() {}

  default void ended(Ending.Kind kind) {}

  default void late() {}

  /**
   * Where a task stands, about once a second.
   *
   * @param partition the task's
   * @param depth unfinished items
   * @param outstanding attempts in flight
   * @param lanes lanes known
   */
  default void gauge(int partition, long depth, int outstanding, int lanes) {}

  /**
   * Of the same task, as often: lanes whose other side takes less at present than their limits
   * allow.
   */
  default void heldBack(int partition, int lanes) {}

  /** The task has left this process; forget its gauges. */
  default void gone(int partition) {}
}
