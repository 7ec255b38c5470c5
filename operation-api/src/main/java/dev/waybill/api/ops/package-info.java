/**
 * What operators see to (CONTRACT 3.5): dead letters. Their rights are scopes of their own; what
 * they see is of all partners. Start at {@link dev.waybill.api.ops.DeadLetterEndpoints}.
 */
@NullMarked
package dev.waybill.api.ops;

import org.jspecify.annotations.NullMarked;
