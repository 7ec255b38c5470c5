/**
 * {@code ./waybill demo}: the main job from end to end, seen from outside. It talks to Waybill as a
 * partner does, over HTTP and Kafka, and judges by what it sees there. Start at {@link
 * dev.waybill.demo.Demo}.
 */
@NullMarked
package dev.waybill.demo;

import org.jspecify.annotations.NullMarked;
