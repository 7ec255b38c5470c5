/**
 * What an operation costs in a lane in which ten million wait: the engine over the very stores that
 * a task has, on disk, in a process of its own with a small heap.
 *
 * <p>Without Kafka: filling a lane through it would take an hour, and what the log costs does not
 * hang on how many wait. Start at {@link dev.waybill.bench.backlog.Backlog}.
 */
@NullMarked
package dev.waybill.bench.backlog;

import org.jspecify.annotations.NullMarked;
