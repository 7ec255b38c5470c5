package dev.waybill.lane.core;

import java.util.Objects;
import java.util.UUID;

/**
 * Names a lane: one connection, one webhook endpoint. Unique over all partitions.
 *
 * @param value the id that records of the lane are keyed with, as lower-case text
 */
public record LaneId(UUID value) {
  public LaneId {
    Objects.requireNonNull(value, "value");
  }

  /** The text that is the key of the lane's records, and so decides its partition. */
  @Override
  public String toString() {
    return value.toString();
  }
}
