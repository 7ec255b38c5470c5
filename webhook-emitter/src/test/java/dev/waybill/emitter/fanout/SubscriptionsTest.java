package dev.waybill.emitter.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.emitter.Samples;
import dev.waybill.emitter.event.EventHeader;
import dev.waybill.emitter.event.EventHeader.Subject;
import dev.waybill.emitter.fanout.Subscriptions.Subscriber;
import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.Resource;
import dev.waybill.schemas.WebhookEndpoint;
import dev.waybill.schemas.WebhookFilters;
import dev.waybill.schemas.WebhookStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SubscriptionsTest {
  private static final List<String> NAMES =
      List.of(
          Subscription.ALL,
          EventTypes.CREATED,
          EventTypes.FAILED,
          EventTypes.ATTEMPTED,
          EventTypes.WEBHOOK_DISABLED);
  private final Subscriptions subscriptions = new Subscriptions();

  @Test
  void leavesNobodyOutWhoWantsAnEventWhateverChangedBefore() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<UUID> connections = Stream.generate(UUID::randomUUID).limit(4).toList();
    List<WebhookEndpoint> newest =
        new ArrayList<>(Stream.generate(Samples::endpoint).limit(50).toList());
    newest.forEach(this::put);
    for (int i = 0; i < 2_000; i++) {
      int which = random.nextInt(newest.size());
      newest.set(which, changed(newest.get(which), connections, random));
      put(newest.get(which));
      EventHeader event = event(random, connections);
      Set<UUID> wanted = new HashSet<>();
      newest.stream()
          .filter(endpoint -> Subscription.wants(endpoint, event))
          .forEach(endpoint -> wanted.add(endpoint.id()));
      assertThat(wanting(event))
          .extracting(WebhookEndpoint::id)
          .containsExactlyInAnyOrderElementsOf(wanted);
    }
  }

  @Test
  void whatIsDeletedOrDisabledCostsNoEventAnything() {
    for (WebhookStatus status : List.of(WebhookStatus.DISABLED, WebhookStatus.DELETED)) {
      WebhookEndpoint endpoint = Samples.endpoint();
      put(endpoint);
      WebhookEndpoint ended = endpoint.with(status, null, Samples.THEN);
      put(ended);
      assertThat(subscriptions.of(created(Samples.CONNECTION))).isEmpty();
      assertThat(subscriptions.find(endpoint.id())).isEqualTo(ended);
      put(ended.with(WebhookStatus.ACTIVE, null, Samples.THEN));
      assertThat(subscriptions.of(created(Samples.CONNECTION))).hasSize(1);
      subscriptions.remove(endpoint.id());
      assertThat(subscriptions.of(created(Samples.CONNECTION))).isEmpty();
    }
  }

  @Test
  void findsTheFewOfAThousandWithinFiftyMicroseconds() {
    UUID[] connections = Stream.generate(UUID::randomUUID).limit(100_000).toArray(UUID[]::new);
    for (int i = 0; i < 1_000; i++) {
      List<UUID> own = List.of(Arrays.copyOfRange(connections, i * 100, i * 100 + 100));
      WebhookFilters filters = new WebhookFilters(own, List.of(), List.of());
      put(with(Samples.endpoint(), List.of(Subscription.ALL), filters, WebhookStatus.ACTIVE));
    }
    long[] nanos =
        IntStream.range(0, 2_000)
            .mapToLong(i -> {
              EventHeader event = created(connections[i * 50]);
              long begun = System.nanoTime();
              long wanting = wanting(event).count();
              long took = System.nanoTime() - begun;
              assertThat(wanting).isEqualTo(1);
              return took;
            })
            .skip(1_000) // until it is compiled
            .sorted()
            .toArray();
    System.out.printf("1,000 subscriptions: median %d us%n", nanos[500] / 1_000);
    assertThat(nanos[500]).isLessThan(50_000);
  }

  private void put(WebhookEndpoint endpoint) {
    subscriptions.put(endpoint, endpoint.createdAt());
  }

  private Stream<WebhookEndpoint> wanting(EventHeader event) {
    return subscriptions.of(event).stream()
        .map(Subscriber::endpoint)
        .filter(endpoint -> Subscription.wants(endpoint, event));
  }

  private static EventHeader created(UUID connection) {
    return new EventHeader(
        UUID.randomUUID(),
        EventTypes.CREATED,
        Samples.THEN,
        new Subject(
            UUID.randomUUID(), Samples.PARTNER, connection, "fleet-1", Resource.MESSAGE, false));
  }

  private static EventHeader event(Random random, List<UUID> connections) {
    List<String> types =
        List.of(
            EventTypes.CREATED,
            EventTypes.SUCCEEDED,
            EventTypes.FAILED,
            EventTypes.ATTEMPTED,
            EventTypes.RETRIED,
            EventTypes.WEBHOOK_DISABLED);
    return new EventHeader(
        UUID.randomUUID(),
        types.get(random.nextInt(types.size())),
        Samples.THEN,
        new Subject(
            UUID.randomUUID(),
            Samples.PARTNER,
            connections.get(random.nextInt(connections.size())),
            random.nextBoolean() ? "fleet-1" : null,
            Resource.MESSAGE,
            random.nextBoolean()));
  }

  private static WebhookEndpoint changed(
      WebhookEndpoint endpoint, List<UUID> connections, Random random) {
    List<String> names = some(NAMES, random);
    WebhookFilters filters =
        new WebhookFilters(
            some(connections, random),
            some(List.of(Resource.MESSAGE, Resource.VEHICLE), random),
            some(List.of("fleet-1", "fleet-2"), random));
    WebhookStatus[] statuses = WebhookStatus.values();
    return with(
        endpoint,
        names.isEmpty() ? NAMES : names,
        filters,
        statuses[random.nextInt(statuses.length)]);
  }

  private static <T> List<T> some(List<T> all, Random random) {
    return all.stream().filter(one -> random.nextInt(3) == 0).toList();
  }

  private static WebhookEndpoint with(
      WebhookEndpoint endpoint, List<String> names, WebhookFilters filters, WebhookStatus status) {
    return new WebhookEndpoint(
        endpoint.id(),
        endpoint.partnerId(),
        endpoint.url(),
        names,
        filters,
        endpoint.secrets(),
        endpoint.signatureSchemes(),
        endpoint.includeSync(),
        endpoint.ordering(),
        endpoint.headers(),
        null,
        endpoint.limits(),
        endpoint.retryScheduleS(),
        endpoint.timeoutMs(),
        status,
        null,
        endpoint.version() + 1,
        endpoint.createdAt(),
        endpoint.updatedAt());
  }
}
