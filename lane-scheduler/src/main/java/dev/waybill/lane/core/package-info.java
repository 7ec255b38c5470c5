/**
 * The engine itself: what a lane may do now, decided from rows, an event and a time that is passed
 * in.
 *
 * <p>Belongs here: rules (pace, cap, order, retries, deadlines), the rows and their binary form.
 * Does not: Kafka, threads, clocks, randomness that is not injected. Start at {@code LaneEngine}.
 */
@NullMarked
package dev.waybill.lane.core;

import org.jspecify.annotations.NullMarked;
