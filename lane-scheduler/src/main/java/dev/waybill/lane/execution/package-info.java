/**
 * The executor loop: takes dispatched attempts for which it has a free slot, makes them on virtual
 * threads, each under a hard deadline, and reports. Keeps nothing; may be killed at will.
 *
 * <p>Belongs here: taking, pacing, deadlines, reports. Does not: what an attempt does (see {@code
 * AttemptExecutor}). Start at {@link dev.waybill.lane.execution.ExecutorLoop}.
 */
@NullMarked
package dev.waybill.lane.execution;

import org.jspecify.annotations.NullMarked;
