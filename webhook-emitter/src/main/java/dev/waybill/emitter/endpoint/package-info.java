/**
 * A subscription as the rest of the emitter may rely on it.
 *
 * <p>Belongs here: reading and judging what stands on the registry. Does not: what follows from it.
 * Start at {@link dev.waybill.emitter.endpoint.Endpoints}.
 */
@NullMarked
package dev.waybill.emitter.endpoint;

import org.jspecify.annotations.NullMarked;
