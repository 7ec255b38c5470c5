/**
 * A delivery as an item in the lane of its endpoint, and what an executor does with it.
 *
 * <p>Belongs here: what the lane engine asks of its application, the value of a dispatch, the log
 * of deliveries, one attempt from dispatch to outcome. Does not: when an attempt is made (the
 * engine), how a request is sent ({@code sending}). Start at {@link
 * dev.waybill.emitter.delivery.DeliveryLanes}.
 */
@NullMarked
package dev.waybill.emitter.delivery;

import org.jspecify.annotations.NullMarked;
