/**
 * Everything in one process: broker, API, worker, emitter and TSP simulator, the command line that
 * starts them together or alone, and the demo. Only wiring lives here. Start at {@link
 * dev.waybill.standalone.Main}.
 */
@NullMarked
package dev.waybill.standalone;

import org.jspecify.annotations.NullMarked;
