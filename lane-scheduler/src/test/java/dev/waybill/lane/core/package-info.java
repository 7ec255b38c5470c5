/** Tests of the rules, in virtual time and over rows in a map. Start at {@code LaneEngineTest}. */
@NullMarked
package dev.waybill.lane.core;

import org.jspecify.annotations.NullMarked;
