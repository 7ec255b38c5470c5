/**
 * A real Kafka broker (KRaft, broker and controller in one) inside this process.
 *
 * <p>Here belongs everything that touches the broker's internal classes, so that a new Kafka
 * version concerns one module. Topics, clients and the services that use the broker do not belong
 * here. Start at {@link dev.waybill.broker.EmbeddedBroker}.
 */
@NullMarked
package dev.waybill.broker;

import org.jspecify.annotations.NullMarked;
