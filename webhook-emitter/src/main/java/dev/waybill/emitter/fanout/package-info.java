/**
 * Which event goes to which subscription: reads events and writes one small delivery record for
 * each endpoint that wants it, in one transaction with the position.
 *
 * <p>Belongs here: matching, the in-memory copy of the subscriptions, the loop. Does not: when and
 * how a delivery is made. Start at {@link dev.waybill.emitter.fanout.FanOutLoop}.
 */
@NullMarked
package dev.waybill.emitter.fanout;

import org.jspecify.annotations.NullMarked;
