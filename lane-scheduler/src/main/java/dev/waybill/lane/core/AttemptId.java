package dev.waybill.lane.core;

import java.util.Objects;

/**
 * Names one attempt.
 *
 * @param lane the lane
 * @param item the item
 * @param run the run, from 1
 * @param attempt the number within the run, from 1, see {@link Progress#attempt()}
 */
public record AttemptId(LaneId lane, ItemId item, int run, int attempt) {
  public AttemptId {
    Objects.requireNonNull(lane, "lane");
    Objects.requireNonNull(item, "item");
    if (run < 1 || attempt < 1) {
      throw new IllegalArgumentException("run and attempt count from 1");
    }
  }
}
