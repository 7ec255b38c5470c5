/**
 * Tests of the whole of Waybill as its users have it: real processes, plain HTTP, plain Kafka
 * clients, an independent verifier of webhooks. Nothing of the product's own code is called, except
 * the records of the contract. Start at {@link dev.waybill.system.KillAndRestartIT}; most others
 * share one process, {@link dev.waybill.system.SharedWaybill}.
 */
@NullMarked
package dev.waybill.system;

import org.jspecify.annotations.NullMarked;
