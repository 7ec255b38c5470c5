package dev.waybill.lane.core;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A lane as it stands.
 *
 * @param depth unfinished items
 * @param inFlight attempts in flight
 * @param oldestArrival no item that waits for its first attempt arrived earlier, roughly
 * @param waiting why it waits
 * @param breaker how its breaker stands
 * @param limits in force: the configured ones, or slower and fewer at a time while the other side
 *     wants it; null while they are not known
 * @param suspended whether its credentials are refused, also while nothing waits
 * @param removed whether it is being drained
 */
public record LaneSnapshot(
    long depth,
    int inFlight,
    Instant oldestArrival,
    Waiting waiting,
    BreakerState breaker,
    @Nullable Limits limits,
    boolean suspended,
    boolean removed) {
  public LaneSnapshot {
    Objects.requireNonNull(oldestArrival, "oldestArrival");
    Objects.requireNonNull(waiting, "waiting");
    Objects.requireNonNull(breaker, "breaker");
  }

  static LaneSnapshot of(Lane lane, long now) {
    LaneSettings settings = lane.settings;
    return new LaneSnapshot(
        lane.depth,
        lane.inFlight.size(),
        Instant.ofEpochMilli(lane.oldestArrival),
        Waiting.of(lane, now),
        Breaker.state(lane, now),
        settings == null ? null : Pacing.limits(lane, settings, now),
        lane.suspended(),
        lane.removed);
  }
}
