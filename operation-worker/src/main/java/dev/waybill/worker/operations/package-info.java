/**
 * Operations as items of their connection's lane: what a request must be to get in, what an
 * executor is given, which events tell of it, and the identity table between our ids and the TSP's.
 *
 * <p>All of it runs on the scheduler's stream thread, inside its transaction. When and how often
 * something is tried is the engine's; calling a TSP is the executors'. Start at {@link
 * dev.waybill.worker.operations.OperationLanes}.
 */
@NullMarked
package dev.waybill.worker.operations;

import org.jspecify.annotations.NullMarked;
