package dev.waybill.api.kafka;

/**
 * Where an acknowledged record lies.
 *
 * @param partition of its topic
 * @param offset of the record itself
 */
public record Written(int partition, long offset) {}
