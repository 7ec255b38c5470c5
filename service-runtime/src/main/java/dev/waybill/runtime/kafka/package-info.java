/**
 * Kafka clients with the settings that Waybill's guarantees rest on, and the topics' creation and
 * check.
 */
@NullMarked
package dev.waybill.runtime.kafka;

import org.jspecify.annotations.NullMarked;
