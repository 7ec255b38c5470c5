/**
 * Operations through Kafka: throughput and latency of the worker, of the engine alone, and of the
 * peer, on the same broker, topics and load.
 *
 * <p>The broker is a process of its own, so that its share of the CPU can be told; load and
 * contender share this one. Start at {@link dev.waybill.bench.operations.Throughput}.
 */
@NullMarked
package dev.waybill.bench.operations;

import org.jspecify.annotations.NullMarked;
