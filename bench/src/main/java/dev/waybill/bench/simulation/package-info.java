/**
 * The engine's pure core in virtual time: so many lanes and items that no broker would carry them
 * in a benchmark's time.
 *
 * <p>No Kafka, no threads, no wall clock but to tell how fast it went. Start at {@link
 * dev.waybill.bench.simulation.Simulate}.
 */
@NullMarked
package dev.waybill.bench.simulation;

import org.jspecify.annotations.NullMarked;
