/** Tests of the executor loop with Kafka's own mock clients. */
@NullMarked
package dev.waybill.lane.execution;

import org.jspecify.annotations.NullMarked;
