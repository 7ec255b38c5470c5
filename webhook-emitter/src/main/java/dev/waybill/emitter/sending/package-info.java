/**
 * One webhook request and its answer: signature, headers, deadline, and what an answer means.
 *
 * <p>Belongs here: everything between a body with its keys and a verdict. Does not: where the body
 * comes from, when to send it again, who subscribed. Start at {@link
 * dev.waybill.emitter.sending.WebhookSender}.
 */
@NullMarked
package dev.waybill.emitter.sending;

import org.jspecify.annotations.NullMarked;
