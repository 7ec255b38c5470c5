/**
 * What Waybill promises, G1 to G8, as objects that look at a running system from outside (the
 * topics, the simulated TSP's log of calls, the API's answers) and name each breach in words. No
 * assertions and no waiting here: tests do both. Start at {@link
 * dev.waybill.testing.guarantees.Guarantee}.
 */
@NullMarked
package dev.waybill.testing.guarantees;

import org.jspecify.annotations.NullMarked;
