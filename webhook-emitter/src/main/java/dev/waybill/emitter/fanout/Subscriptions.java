package dev.waybill.emitter.fanout;

import dev.waybill.emitter.event.EventHeader;
import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.WebhookEndpoint;
import dev.waybill.schemas.WebhookStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All subscriptions by partner and by what they ask for, so that an event meets those only that may
 * want it. What is paused waits in its lane and is here; what is disabled or deleted takes nothing,
 * and costs no event anything. For one thread.
 *
 * <p>The index leaves out who certainly does not want an event; {@link Subscription} decides.
 */
final class Subscriptions {
  private final Map<UUID, Subscriber> byId = new HashMap<>();
  private final Map<UUID, Partner> partners = new HashMap<>();

  /**
   * A subscription, and since when it is one.
   *
   * @param since its creation by its maker's clock or by the broker's, whichever was first: a clock
   *     that is ahead must not cost it an event
   */
  record Subscriber(WebhookEndpoint endpoint, Instant since) {
    /** Whether it was there when an event happened, or at least when it was written down. */
    boolean wasThere(EventHeader event, Instant appended) {
      Instant at = event.timestamp().isAfter(appended) ? event.timestamp() : appended;
      return !at.isBefore(since.minus(Subscription.CLOCK_BOUND));
    }
  }

  /** A subscription, also one that is deleted; null if none was ever seen. */
  @Nullable WebhookEndpoint find(UUID id) {
    Subscriber known = byId.get(id);
    return known == null ? null : known.endpoint();
  }

  /** Those that may want an event. */
  Collection<Subscriber> of(EventHeader event) {
    if (event.type().equals(EventTypes.WEBHOOK_PING)) {
      Subscriber pinged = byId.get(event.data().id());
      return pinged == null ? List.of() : List.of(pinged);
    }
    Partner partner = partners.get(event.data().partnerId());
    return partner == null ? List.of() : partner.of(event);
  }

  /**
   * As everybody who reads the registry: of two changes to the same version, the first counts.
   *
   * @param appended when the broker took the record
   */
  void put(WebhookEndpoint endpoint, Instant appended) {
    Subscriber known = byId.get(endpoint.id());
    if (known != null && known.endpoint().version() >= endpoint.version()) {
      return;
    }
    remove(endpoint.id());
    Instant since = earlier(endpoint.createdAt(), appended);
    Subscriber next =
        new Subscriber(endpoint, known == null ? since : earlier(since, known.since()));
    byId.put(endpoint.id(), next);
    if (Subscription.takesDeliveries(endpoint.status())) {
      partners.computeIfAbsent(endpoint.partnerId(), id -> new Partner()).add(next);
    }
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  /** Its row was taken off the registry, which is done to deleted ones only. */
  void forget(UUID id) {
    Subscriber known = byId.get(id);
    if (known != null && known.endpoint().status() == WebhookStatus.DELETED) {
      remove(id);
    }
  }

  void remove(UUID id) {
    Subscriber known = byId.remove(id);
    if (known != null && Subscription.takesDeliveries(known.endpoint().status())) {
      partners.computeIfPresent(
          known.endpoint().partnerId(),
          (partner, present) -> {
            present.remove(known.endpoint());
            return present.places.isEmpty() ? null : present;
          });
    }
  }

  /**
   * A partner's subscriptions. Each of them is at the places of one kind for events of operations:
   * of the connections that it is limited to, else of the fleets, else of the types; so nobody is
   * met twice. For events of endpoints, which no filter limits, it is at their types.
   */
  private static final class Partner {
    private final Map<Object, Map<UUID, Subscriber>> places = new HashMap<>();

    Collection<Subscriber> of(EventHeader event) {
      List<Subscriber> found = new ArrayList<>(at(event.type()));
      if (!event.isOfEndpoint()) {
        UUID connection = event.data().connectionId();
        String fleet = event.data().fleetRef();
        found.addAll(connection == null ? List.of() : at(connection));
        found.addAll(fleet == null ? List.of() : at(new Fleet(fleet)));
      }
      return found;
    }

    private Collection<Subscriber> at(Object place) {
      return places.getOrDefault(place, Map.of()).values();
    }

    void add(Subscriber subscriber) {
      WebhookEndpoint endpoint = subscriber.endpoint();
      for (Object place : placesOf(endpoint)) {
        places.computeIfAbsent(place, p -> new HashMap<>(2)).put(endpoint.id(), subscriber);
      }
    }

    void remove(WebhookEndpoint endpoint) {
      for (Object place : placesOf(endpoint)) {
        places.computeIfPresent(
            place,
            (p, subscribers) -> {
              subscribers.remove(endpoint.id());
              return subscribers.isEmpty() ? null : subscribers;
            });
      }
    }

    private static Set<Object> placesOf(WebhookEndpoint endpoint) {
      Set<String> types = new HashSet<>(endpoint.eventNames());
      if (types.remove(Subscription.ALL)) {
        types.addAll(EventTypes.OPERATION_WILDCARD);
      }
      Set<Object> places = new HashSet<>(endpoint.filters().connectionIds());
      if (places.isEmpty()) {
        endpoint.filters().fleetRefs().forEach(fleet -> places.add(new Fleet(fleet)));
      }
      if (!places.isEmpty()) {
        types.removeIf(type -> !EventHeader.isOfEndpoint(type));
      }
      places.addAll(types);
      return places;
    }
  }

  /** A fleet may be called as a type of event is. */
  private record Fleet(String ref) {}
}
