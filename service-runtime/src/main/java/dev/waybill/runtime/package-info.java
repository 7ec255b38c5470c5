/**
 * What every service process needs and none of them owns: a life cycle and how a start fails. The
 * packages below hold configuration, health, the HTTP server, Kafka client settings and secrets at
 * rest. Nothing here knows of operations, webhooks or lanes. Start at {@link
 * dev.waybill.runtime.Service}.
 */
@NullMarked
package dev.waybill.runtime;

import org.jspecify.annotations.NullMarked;
