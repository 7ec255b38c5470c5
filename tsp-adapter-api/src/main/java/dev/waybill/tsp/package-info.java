/**
 * What a TSP integrator implements: an adapter that knows one TSP's dialect.
 *
 * <p>Here belong the interface and the values that cross it; nothing about lanes, Kafka, retries or
 * any one TSP. Adapters are found by {@link java.util.ServiceLoader}: start at {@link
 * dev.waybill.tsp.TspAdapterProvider} and {@link dev.waybill.tsp.TspAdapter}, and hold the result
 * against {@code dev.waybill.tsp.contract}.
 */
@NullMarked
package dev.waybill.tsp;

import org.jspecify.annotations.NullMarked;
