/**
 * Events brought to an endpoint once more: by id, of a range, those that failed, those that are
 * missing.
 *
 * <p>Belongs here: which events those are, feeding them to the endpoint's lane a bounded number at
 * a time, and telling how far that is. Does not: how they are delivered ({@code delivery}). Start
 * at {@link dev.waybill.emitter.replay.ReplayLoop}.
 */
@NullMarked
package dev.waybill.emitter.replay;

import org.jspecify.annotations.NullMarked;
