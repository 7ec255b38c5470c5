/**
 * The built-in adapter {@code simulator}: calls the simulated TSP over HTTP, as any adapter calls a
 * real one.
 *
 * <p>Here belongs that TSP's dialect and nothing else; the simulator itself is in the module {@code
 * standalone}. Start at {@link dev.waybill.worker.simulator.SimulatorAdapterProvider}.
 */
@NullMarked
package dev.waybill.worker.simulator;

import org.jspecify.annotations.NullMarked;
