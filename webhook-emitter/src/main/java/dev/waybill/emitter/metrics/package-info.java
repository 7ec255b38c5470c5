/**
 * Every meter of the emitter, declared in one class. Belongs here: names, units, tags. Does not:
 * when something is counted. Start at {@link dev.waybill.emitter.metrics.EmitterMeters}.
 */
@NullMarked
package dev.waybill.emitter.metrics;

import org.jspecify.annotations.NullMarked;
