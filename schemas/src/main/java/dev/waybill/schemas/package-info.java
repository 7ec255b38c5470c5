/**
 * The contract: the records that travel on topics and over HTTP, their serdes, and the topics
 * themselves.
 *
 * <p>Records mirror the JSON Schemas in {@code /schemas} on the class path, field by field; a
 * golden-file test holds the two together. There is no logic here beyond validation of what a value
 * may be, and nothing about how a service uses it. Start at {@link
 * dev.waybill.schemas.OperationRequest} (what comes in), {@link dev.waybill.schemas.Operation}
 * (what everybody sees) and {@link dev.waybill.schemas.Topics}.
 */
@NullMarked
package dev.waybill.schemas;

import org.jspecify.annotations.NullMarked;
