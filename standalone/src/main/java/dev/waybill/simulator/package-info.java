/**
 * The simulated TSP: a real HTTP server that behaves, and on request misbehaves, as a telematics
 * service provider (CONTRACT section 6).
 *
 * <p>It stands outside of Waybill and uses nothing of it but the JSON mapper and the resource
 * names: it is what the rest is measured against. It keeps its fleets in memory only. Start at
 * {@link dev.waybill.simulator.TspSimulator}; a call's way is {@code FleetApi} (receive, decide its
 * fate, wait, act, answer) and {@code Fleet} (the state).
 */
@NullMarked
package dev.waybill.simulator;

import org.jspecify.annotations.NullMarked;
