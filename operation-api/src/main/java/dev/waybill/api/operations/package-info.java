/**
 * Taking operations in (CONTRACT 3.1): check, give an id, wait for Kafka's acknowledgement. Reading
 * them is the view's. Start at {@link dev.waybill.api.operations.SubmissionEndpoints}.
 */
@NullMarked
package dev.waybill.api.operations;

import org.jspecify.annotations.NullMarked;
