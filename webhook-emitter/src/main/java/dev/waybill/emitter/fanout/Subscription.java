package dev.waybill.emitter.fanout;

import com.fasterxml.uuid.Generators;
import dev.waybill.emitter.event.EventHeader;
import dev.waybill.schemas.DeliveryRequest;
import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.ReplayChoice;
import dev.waybill.schemas.WebhookEndpoint;
import dev.waybill.schemas.WebhookFilters;
import dev.waybill.schemas.WebhookOrdering;
import dev.waybill.schemas.WebhookReplay;
import dev.waybill.schemas.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rules of who gets which event (CONTRACT 3.4, 4). Pure. */
public final class Subscription {
  /** Wildcard for the three events that every operation has. */
  static final String ALL = "resource_operation.*";

  /** The one order key of an endpoint that wants everything in order. */
  static final String STRICT_KEY = "*";

  /**
   * An event's time and an endpoint's time come from two brokers, or other machines. Better a few
   * events from just before a subscription than one missing from just after.
   */
  static final Duration CLOCK_BOUND = Duration.ofSeconds(2);

  private Subscription() {}

  /** Whether an endpoint gets an event that happened while it was there. */
  static boolean wants(WebhookEndpoint endpoint, EventHeader event) {
    if (!takesDeliveries(endpoint.status())) {
      return false;
    }
    if (event.type().equals(EventTypes.WEBHOOK_PING)) {
      return endpoint.id().equals(event.data().id());
    }
    return mayHave(endpoint, endpoint.eventNames(), event);
  }

  /**
   * Whether an event is one for an endpoint, whenever it happened and however the endpoint does: as
   * a replay sees it, which brings no pings.
   *
   * @param eventNames in place of the endpoint's own
   */
  public static boolean mayHave(
      WebhookEndpoint endpoint, List<String> eventNames, EventHeader event) {
    EventHeader.Subject subject = event.data();
    return endpoint.partnerId().equals(subject.partnerId())
        && !event.type().equals(EventTypes.WEBHOOK_PING)
        && names(eventNames, event.type())
        && (event.isOfEndpoint()
            || (passes(endpoint.filters(), subject)
                && (endpoint.includeSync() || !Boolean.TRUE.equals(subject.isSync()))));
  }

  /** The delivery of an event to an endpoint; the same for the same two, whenever it is made. */
  static DeliveryRequest deliver(
      WebhookEndpoint endpoint, EventHeader event, int partition, long offset, Instant now) {
    return deliver(
        endpoint, event, partition, offset, now, deliveryId(endpoint.id(), event.id()), null);
  }

  /**
   * The delivery that a replay asks for. What is missing is the delivery that the fan-out would
   * have made: should it be under way all the same, the lane drops one of the two.
   */
  public static DeliveryRequest replay(
      WebhookEndpoint endpoint,
      EventHeader event,
      int partition,
      long offset,
      Instant now,
      WebhookReplay replay) {
    UUID scope = replay.only() == ReplayChoice.MISSING ? endpoint.id() : replay.id();
    return deliver(
        endpoint, event, partition, offset, now, deliveryId(scope, event.id()), replay.id());
  }

  private static DeliveryRequest deliver(
      WebhookEndpoint endpoint,
      EventHeader event,
      int partition,
      long offset,
      Instant now,
      UUID id,
      @Nullable UUID replay) {
    return new DeliveryRequest(
        id,
        endpoint.id(),
        event.id(),
        event.type(),
        event.timestamp(),
        partition,
        offset,
        orderKey(endpoint.ordering(), event),
        now,
        endpoint.version(),
        replay);
  }

  private static UUID deliveryId(UUID scope, UUID event) {
    return Generators.nameBasedGenerator(scope).generate(event.toString());
  }

  /** While paused, deliveries wait in the lane. */
  static boolean takesDeliveries(WebhookStatus status) {
    return switch (status) {
      case ACTIVE, PAUSED -> true;
      case DISABLED, DELETED -> false;
    };
  }

  private static boolean names(List<String> wanted, String type) {
    return wanted.contains(type)
        || (wanted.contains(ALL) && EventTypes.OPERATION_WILDCARD.contains(type));
  }

  private static boolean passes(WebhookFilters filters, EventHeader.Subject operation) {
    return holds(filters.connectionIds(), operation.connectionId())
        && holds(filters.resources(), operation.resource())
        && holds(filters.fleetRefs(), operation.fleetRef());
  }

  private static <T> boolean holds(List<T> allowed, @Nullable T value) {
    return allowed.isEmpty() || (value != null && allowed.contains(value));
  }

  private static @Nullable String orderKey(WebhookOrdering ordering, EventHeader event) {
    return switch (ordering) {
      case NONE -> null;
      case PER_OPERATION -> event.data().id().toString();
      case STRICT -> STRICT_KEY;
    };
  }
}
