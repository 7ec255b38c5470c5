package dev.waybill.simulator;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A resource that a fleet holds, as {@code GET /_control/fleets/{ref}/resources} shows it.
 *
 * @param revision 1 when created, one more with each update
 * @param idempotencyKey of the call that created it
 * @param attributes in the simulated TSP's dialect, as sent, updates merged in
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record Holding(
    String sourceId,
    String resource,
    int revision,
    @Nullable String idempotencyKey,
    long createdAtMs,
    long updatedAtMs,
    ObjectNode attributes) {}
