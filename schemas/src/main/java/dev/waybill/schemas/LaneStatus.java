package dev.waybill.schemas;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A value of {@code lane.status}: how the lane of a connection does, as its scheduler sees it.
 *
 * @param depth operations not ended, those in flight included
 * @param oldestAt when the oldest of them was taken in
 * @param limits in force: those of the connection, or slower while the TSP wants it
 * @param reason what the lane waits for, null if for nothing
 * @param until when that is expected to end
 * @param breaker how its circuit breaker stands
 * @param suspended whether the TSP refuses its credentials, also while nothing waits; null: whoever
 *     told it was of a version that did not say
 */
public record LaneStatus(
    UUID connectionId,
    long depth,
    int inFlight,
    @Nullable Instant oldestAt,
    @Nullable ConnectionLimits limits,
    @Nullable WaitReason reason,
    @Nullable Instant until,
    BreakerStatus breaker,
    @Nullable Boolean suspended,
    Instant at) {}
