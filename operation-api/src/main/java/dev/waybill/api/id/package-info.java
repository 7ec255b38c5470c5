/**
 * Ids: strict reading, and making those of operations, which carry their partition. Start at {@link
 * dev.waybill.api.id.OperationIds}.
 */
@NullMarked
package dev.waybill.api.id;

import org.jspecify.annotations.NullMarked;
