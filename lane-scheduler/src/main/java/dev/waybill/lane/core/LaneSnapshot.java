package dev.waybill.lane.core;

import java.time.Instant;

/**
 * A lane as it stands.
 *
 * @param depth unfinished items
 * @param inFlight attempts in flight
 * @param oldestArrival no item that waits for its first attempt arrived earlier, roughly
 * @param waiting why it waits
 */
public record LaneSnapshot(long depth, int inFlight, Instant oldestArrival, Waiting waiting) {}
