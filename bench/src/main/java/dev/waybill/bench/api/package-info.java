/**
 * Benchmarks of the API: submission beside a bare handler, synchronous writes beside a direct call,
 * lists over a million operations, and how fast the view is rebuilt.
 *
 * <p>Start at {@link dev.waybill.bench.api.Submit}; all drive a server over real sockets by {@link
 * dev.waybill.bench.api.HttpLoad}.
 */
@NullMarked
package dev.waybill.bench.api;

import org.jspecify.annotations.NullMarked;
