/**
 * Writing to Kafka with a bounded wait for the acknowledgement. Start at {@link
 * dev.waybill.api.kafka.RecordPublisher}.
 */
@NullMarked
package dev.waybill.api.kafka;

import org.jspecify.annotations.NullMarked;
