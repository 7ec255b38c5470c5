/**
 * Webhook subscriptions over REST (CONTRACT 3.4); delivering to them is the emitter's. Start at
 * {@link dev.waybill.api.webhooks.WebhookEndpoints}.
 */
@NullMarked
package dev.waybill.api.webhooks;

import org.jspecify.annotations.NullMarked;
