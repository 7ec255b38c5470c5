/**
 * The command {@code ./waybill bench}: which benchmarks there are and how they are started.
 *
 * <p>How a comparison is run and told belongs into {@link dev.waybill.bench.frame}; what is
 * compared, into a package of its own. Nothing of this module is part of what users run. Start at
 * {@link dev.waybill.bench.BenchMain}.
 */
@NullMarked
package dev.waybill.bench;

import org.jspecify.annotations.NullMarked;
