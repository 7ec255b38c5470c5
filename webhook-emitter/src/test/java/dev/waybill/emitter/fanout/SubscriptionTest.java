package dev.waybill.emitter.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.emitter.Samples;
import dev.waybill.emitter.event.EventHeader;
import dev.waybill.schemas.DeliveryRequest;
import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Resource;
import dev.waybill.schemas.WebhookEndpoint;
import dev.waybill.schemas.WebhookEvent;
import dev.waybill.schemas.WebhookOrdering;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.ObjectNode;

class SubscriptionTest {
  private static final String OTHER = "0198c0de-0000-7000-8000-0000000000ff";
  private static final UUID OPERATION = UUID.fromString("0198c0de-0000-7000-8000-000000000001");

  /** How an endpoint differs from one that wants the three events of its partner, as JSON. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|created|true",
        "{}|succeeded|true",
        "{}|failed|true",
        "{}|attempted|false",
        "{}|unheard_of|false",
        "{'event_names':['resource_operation.failed']}|failed|true",
        "{'event_names':['resource_operation.failed']}|succeeded|false",
        "{'event_names':['resource_operation.attempted']}|attempted|true",
        "{'event_names':['resource_operation.attempted']}|created|false",
        "{'event_names':['resource_operation.*','resource_operation.attempted']}|attempted|true",
        "{'event_names':['resource_operation.*','resource_operation.attempted']}|created|true",
        "{'event_names':['*']}|created|false",
        "{'event_names':['webhook.ping']}|created|false",
        "{'event_names':[]}|created|false",
        "{'partner_id':'" + OTHER + "'}|created|false",
        "{'status':'paused'}|created|true",
        "{'status':'disabled'}|created|false",
        "{'status':'deleted'}|created|false",
        "{'filters':{'connection_ids':['0198c0de-0000-7000-8000-0000000000cc']}}|created|true",
        "{'filters':{'connection_ids':['" + OTHER + "']}}|created|false",
        "{'filters':{'connection_ids':['"
            + OTHER
            + "','0198c0de-0000-7000-8000-0000000000cc']}}"
            + "|created|true",
        "{'filters':{'resources':['message']}}|created|true",
        "{'filters':{'resources':['vehicle','user']}}|created|false",
        "{'filters':{'fleet_refs':['fleet-1']}}|created|true",
        "{'filters':{'fleet_refs':['fleet-2']}}|created|false",
        "{'filters':{'resources':['message'],'fleet_refs':['fleet-2']}}|created|false",
      })
  void tellsWhoGetsWhat(String difference, String event, boolean wanted) {
    assertThat(Subscription.wants(endpoint(difference), event("resource_operation." + event)))
        .isEqualTo(wanted);
  }

  @ParameterizedTest
  @CsvSource({"false,false,true", "true,false,false", "true,true,true", "false,true,true"})
  void sendsEventsOfSynchronousOperationsOnlyToThoseWhoAsk(
      boolean isSync, boolean includeSync, boolean wanted) {
    EventHeader event =
        new EventHeader(
            UUID.randomUUID(),
            EventTypes.CREATED,
            Samples.THEN,
            new EventHeader.Subject(
                OPERATION, Samples.PARTNER, Samples.CONNECTION, null, Resource.MESSAGE, isSync));
    assertThat(Subscription.wants(endpoint("{'include_sync':" + includeSync + "}"), event))
        .isEqualTo(wanted);
  }

  @Test
  void givesAPingToItsEndpointOnly() {
    WebhookEndpoint endpoint = endpoint("{}");
    EventHeader ping = eventOf(EventTypes.WEBHOOK_PING, endpoint);
    assertThat(Subscription.wants(endpoint, ping)).isTrue();
    assertThat(Subscription.wants(endpoint("{}"), ping)).isFalse();
    assertThat(Subscription.deliver(endpoint, ping, 3, 42, Samples.THEN).orderKey())
        .isEqualTo(endpoint.id().toString());
  }

  @Test
  void tellsOfAnEndpointThoseWhoAskWhateverTheyFilterOperationsBy() {
    WebhookEndpoint watcher =
        endpoint(
            "{'event_names':['webhook.disabled'],'filters':{'resources':['vehicle'],'fleet_refs':['a']}}");
    EventHeader disabled = eventOf(EventTypes.WEBHOOK_DISABLED, endpoint("{}"));
    assertThat(Subscription.wants(watcher, disabled)).isTrue();
    assertThat(Subscription.wants(watcher, eventOf(EventTypes.WEBHOOK_WARNED, endpoint("{}"))))
        .isFalse();
    assertThat(Subscription.wants(endpoint("{}"), disabled)).isFalse();
    assertThat(
            Subscription.wants(
                watcher,
                eventOf(EventTypes.WEBHOOK_DISABLED, endpoint("{'partner_id':'" + OTHER + "'}"))))
        .isFalse();
  }

  private static EventHeader eventOf(String type, WebhookEndpoint endpoint) {
    return EventHeader.read(
        Json.write(WebhookEvent.of(UUID.randomUUID(), type, Samples.THEN, endpoint, null)));
  }

  @Test
  void doesNotSendAnEventWithoutAFleetToThoseWhoNameFleets() {
    EventHeader event =
        new EventHeader(
            UUID.randomUUID(),
            EventTypes.CREATED,
            Samples.THEN,
            new EventHeader.Subject(
                OPERATION, Samples.PARTNER, Samples.CONNECTION, null, Resource.MESSAGE, false));
    assertThat(Subscription.wants(endpoint("{'filters':{'fleet_refs':['a']}}"), event)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void choosesTheOrderKeyByTheEndpointsOrdering(WebhookOrdering ordering) {
    WebhookEndpoint endpoint = endpoint("{'ordering':'" + ordering.wireName() + "'}");
    DeliveryRequest request =
        Subscription.deliver(endpoint, event(EventTypes.CREATED), 3, 42, Samples.THEN);
    String expected =
        switch (ordering) {
          case NONE -> null;
          case PER_OPERATION -> OPERATION.toString();
          case STRICT -> "*";
        };
    assertThat(request.orderKey()).isEqualTo(expected);
  }

  @Test
  void namesADeliveryByEndpointAndEventAndPointsAtTheEvent() {
    WebhookEndpoint endpoint = endpoint("{'version':7}");
    EventHeader event = event(EventTypes.CREATED);
    Instant later = Samples.THEN.plus(Duration.ofHours(1));
    DeliveryRequest first = Subscription.deliver(endpoint, event, 3, 42, Samples.THEN);
    DeliveryRequest again = Subscription.deliver(endpoint, event, 5, 99, later);
    assertThat(again.id()).isEqualTo(first.id());
    assertThat(first.id().version()).isEqualTo(5);
    assertThat(Subscription.deliver(endpoint("{}"), event, 3, 42, Samples.THEN).id())
        .isNotEqualTo(first.id());
    assertThat(Subscription.deliver(endpoint, event(EventTypes.FAILED), 3, 42, later).id())
        .isNotEqualTo(first.id());
    assertThat(first)
        .isEqualTo(
            new DeliveryRequest(
                first.id(),
                endpoint.id(),
                event.id(),
                EventTypes.CREATED,
                Samples.THEN,
                3,
                42,
                OPERATION.toString(),
                Samples.THEN,
                7,
                null));
  }

  private static EventHeader event(String type) {
    return EventHeader.read(
        Json.write(Samples.event(Samples.PARTNER, OPERATION, type, Samples.THEN)));
  }

  private static WebhookEndpoint endpoint(String difference) {
    ObjectNode json = Json.mapper().valueToTree(Samples.endpoint());
    ObjectNode changes = (ObjectNode) Json.mapper().readTree(difference.replace('\'', '"'));
    if (changes.get("filters") instanceof ObjectNode filters) {
      ((ObjectNode) json.get("filters")).setAll(filters);
      changes.remove("filters");
    }
    json.setAll(changes);
    return Json.mapper().treeToValue(json, WebhookEndpoint.class);
  }
}
