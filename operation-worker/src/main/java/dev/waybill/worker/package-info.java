/**
 * The worker's process: settings, meters, and the wiring of scheduler and executors. Start at
 * {@link dev.waybill.worker.WorkerService}.
 */
@NullMarked
package dev.waybill.worker;

import org.jspecify.annotations.NullMarked;
