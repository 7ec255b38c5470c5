package dev.waybill.emitter.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.lane.core.Placement;
import dev.waybill.schemas.DeliveryRequest;
import dev.waybill.schemas.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Reads requests for deliveries. What is read here is whole. */
final class DeliveryRequests {
  private DeliveryRequests() {}

  /**
   * Reads a request.
   *
   * @throws IllegalArgumentException if it is not a whole one; the message says what is wrong
   */
  @SuppressWarnings("NullAway") // JSON may leave out what a record declares: that is the question
  static DeliveryRequest read(byte @Nullable [] value) {
    if (value == null) {
      throw new IllegalArgumentException("the record has no value");
    }
    DeliveryRequest request;
    try {
      request = Json.read(value, DeliveryRequest.class);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "the record is not a delivery request: " + Json.complaint(e), e);
    }
    if (request == null
        || request.id() == null
        || request.endpointId() == null
        || request.eventId() == null
        || request.eventType() == null
        || request.eventAt() == null) {
      throw new IllegalArgumentException(
          "the delivery request lacks one of id, endpoint_id, event_id, event_type, event_at");
    }
    if (request.orderKey() != null
        && request.orderKey().getBytes(UTF_8).length > Placement.MAX_ORDER_KEY_BYTES) {
      throw new IllegalArgumentException("the delivery request's order_key is too long");
    }
    return request;
  }
}
