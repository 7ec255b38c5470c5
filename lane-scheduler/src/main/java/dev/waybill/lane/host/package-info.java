/**
 * The Kafka Streams shell around the engine: one processor per task that decodes, lets the core
 * decide, puts rows and forwards records, all in one transaction.
 *
 * <p>Belongs here: topology, stores, topics, wire forms, and the port that an application
 * implements. Does not: rules (see the core). Start at {@link
 * dev.waybill.lane.host.LaneApplication} to use the engine, at {@code LaneProcessor} to change it.
 */
@NullMarked
package dev.waybill.lane.host;

import org.jspecify.annotations.NullMarked;
