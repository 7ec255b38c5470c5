/**
 * The contract test suite for adapters: what the scheduler relies on, as tests that run against the
 * TSP or a stand-in that speaks real HTTP.
 *
 * <p>An integrator extends {@link dev.waybill.tsp.contract.TspAdapterContract} in the adapter's
 * tests. Needs JUnit and AssertJ on the test class path; nothing of it is needed at run time.
 */
@NullMarked
package dev.waybill.tsp.contract;

import org.jspecify.annotations.NullMarked;
