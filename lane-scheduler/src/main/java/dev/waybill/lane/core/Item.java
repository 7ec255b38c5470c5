package dev.waybill.lane.core;

import java.time.Instant;
import java.util.Objects;

/**
 * One thing to be done in a lane. Immutable; the engine stores it as it came in and hands it back
 * at every step.
 *
 * @param lane where it waits
 * @param id deduplicates it within the lane
 * @param placement priority, order and needed settings
 * @param arrivedAt when the engine took it in; millisecond precision is kept
 * @param expiresAt after this no attempt is started; {@link #NEVER} where only the lane's own bound
 *     holds
 * @param payload the application's own bytes, never looked into and never changed (callers do not
 *     write to it either)
 */
@SuppressWarnings(
    "ArrayRecordComponent") // bytes on their way between stores and topics: copies would only cost
public record Item(
    LaneId lane,
    ItemId id,
    Placement placement,
    Instant arrivedAt,
    Instant expiresAt,
    byte[] payload) {
  /** No expiry of its own. */
  public static final Instant NEVER = Instant.ofEpochMilli(Long.MAX_VALUE);

  public Item {
    Objects.requireNonNull(lane, "lane");
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(placement, "placement");
    Objects.requireNonNull(arrivedAt, "arrivedAt");
    Objects.requireNonNull(expiresAt, "expiresAt");
    Objects.requireNonNull(payload, "payload");
  }

  /** The same item elsewhere in its lane. */
  Item placed(Placement elsewhere) {
    return new Item(lane, id, elsewhere, arrivedAt, expiresAt, payload);
  }

  /** The same item as it comes in again for another run. */
  Item again(Instant at, Instant expires) {
    return new Item(lane, id, placement, at, expires, payload);
  }

  /** Ids only: the payload may hold what does not belong into a log. */
  @Override
  public String toString() {
    return "Item[lane=" + lane + ", id=" + id + "]";
  }
}
