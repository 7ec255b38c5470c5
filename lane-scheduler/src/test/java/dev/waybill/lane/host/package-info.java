/**
 * Tests of the shell with Kafka's own topology driver: records in, records out, a clock in the
 * test's hand.
 */
@NullMarked
package dev.waybill.lane.host;

import org.jspecify.annotations.NullMarked;
