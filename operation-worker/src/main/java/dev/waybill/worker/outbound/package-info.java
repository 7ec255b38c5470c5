/**
 * How the built-in adapters reach a TSP: one HTTP exchange with one deadline, over vetted addresses
 * only. Knows nothing of any TSP's dialect. Start at {@link dev.waybill.worker.outbound.TspHttp}.
 */
@NullMarked
package dev.waybill.worker.outbound;

import org.jspecify.annotations.NullMarked;
