/**
 * The webhook emitter: whoever subscribed is told of every event, signed, in order, again and again
 * until it answers.
 *
 * <p>Belongs here: the service's wiring and its settings. Does not: rules; see {@code fanout}
 * (which event goes to whom), {@code delivery} (one delivery as an item in its endpoint's lane) and
 * {@code sending} (one request). Start at {@code EmitterService}.
 */
@NullMarked
package dev.waybill.emitter;

import org.jspecify.annotations.NullMarked;
