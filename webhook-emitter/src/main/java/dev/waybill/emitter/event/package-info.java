/**
 * Events as the emitter sees them: bytes at a place of a topic, with a few fields that matter.
 *
 * <p>Belongs here: reading them, by their place too. Does not: who gets them. Start at {@link
 * dev.waybill.emitter.event.EventStore}.
 */
@NullMarked
package dev.waybill.emitter.event;

import org.jspecify.annotations.NullMarked;
