package dev.waybill.runtime.deadletters;

import java.time.Instant;
import org.apache.kafka.common.TopicPartition;

/**
 * What people may know of a dead record: never its value, and no header but ours.
 *
 * @param place where the letter lies
 * @param offset of the letter there
 * @param at when it was written
 * @param origin where the record was read
 * @param reason in a sentence, without characters that a terminal would obey
 * @param key of the record, made as harmless; {@code "-"} if it has none
 * @param cut whether the record was too large, so that the letter has only its beginning
 * @param redrives how often the record had been put back before it came here again
 */
public record DeadLetter(
    TopicPartition place,
    long offset,
    Instant at,
    Origin origin,
    String reason,
    String key,
    boolean cut,
    int redrives) {}
