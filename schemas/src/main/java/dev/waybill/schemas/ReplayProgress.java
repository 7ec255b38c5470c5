package dev.waybill.schemas;

import java.util.List;
import java.util.UUID;

/**
 * Where a replay is, so that another emitter can go on.
 *
 * @param next for each partition of {@code operation.events}, the offset to be looked at next
 * @param end for each partition, the offset before which it stops
 * @param log offset of the delivery log, in the endpoint's partition, before which outcomes were
 *     taken up
 * @param waiting deliveries that were handed over and have not ended
 */
public record ReplayProgress(List<Long> next, List<Long> end, long log, List<UUID> waiting) {}
