/**
 * Carrying out one attempt: find the adapter, open the credentials, call, tell what came of it.
 * Stateless; runs on a virtual thread per attempt. When and how often is the engine's. Start at
 * {@link dev.waybill.worker.execution.OperationExecutor}.
 */
@NullMarked
package dev.waybill.worker.execution;

import org.jspecify.annotations.NullMarked;
