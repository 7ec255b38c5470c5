package dev.waybill.api.operations;

/**
 * How much may be under way.
 *
 * @param backlogs of what was accepted
 * @param batches that are worked on at once, from 1
 * @param batchesOfPartner of those, one partner's, from 1
 */
public record WriteBounds(Backlogs backlogs, int batches, int batchesOfPartner) {}
