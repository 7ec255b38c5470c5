/**
 * What every benchmark shares: contenders that take turns in one process, figures with median and
 * spread, the table, and the description of the machine beside it.
 *
 * <p>Nothing here knows Kafka or what is measured. Start at {@link
 * dev.waybill.bench.frame.Comparison}.
 */
@NullMarked
package dev.waybill.bench.frame;

import org.jspecify.annotations.NullMarked;
