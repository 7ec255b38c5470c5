/**
 * A compacted topic as a copy in memory that is read-your-writes, and owners that cannot be pushed
 * out. Knows nothing of what the rows mean. Start at {@link dev.waybill.api.registry.Registry}.
 */
@NullMarked
package dev.waybill.api.registry;

import org.jspecify.annotations.NullMarked;
