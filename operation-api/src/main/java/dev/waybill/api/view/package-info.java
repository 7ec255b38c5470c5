/**
 * The query view: operations materialised from {@code operation.requested} and {@code
 * operation.events} in Kafka Streams stores, and the endpoints that read them (CONTRACT 3.2). Start
 * at {@link dev.waybill.api.view.ViewTopology} for how it is made, and at {@link
 * dev.waybill.api.view.SharedView} for how it is read over all instances.
 */
@NullMarked
package dev.waybill.api.view;

import org.jspecify.annotations.NullMarked;
