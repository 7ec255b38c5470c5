/**
 * What Waybill promises, as objects that look at what a running system left behind (the simulated
 * TSP's log of calls, the events, the reports of attempts) and name each breach in words. No
 * assertions and no waiting here: tests do both. Start at {@link
 * dev.waybill.testing.guarantees.EndingGuarantee}.
 */
@NullMarked
package dev.waybill.testing.guarantees;

import org.jspecify.annotations.NullMarked;
