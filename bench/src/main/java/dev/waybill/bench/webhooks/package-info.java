/**
 * Benchmarks of webhooks: the emitter as users run it, a peer, and models of senders with one pool
 * for everybody, all with the same receivers, which are one thread of this process.
 *
 * <p>Belongs here: who delivers, whom it is delivered to, what is looked at. Does not: how figures
 * are compared and shown ({@code frame}). Start at {@link
 * dev.waybill.bench.webhooks.WebhookThroughput}.
 */
@NullMarked
package dev.waybill.bench.webhooks;

import org.jspecify.annotations.NullMarked;
