package dev.waybill.schemas;

import static dev.waybill.schemas.Samples.ASKED;
import static dev.waybill.schemas.Samples.CONNECTION;
import static dev.waybill.schemas.Samples.DELIVERY;
import static dev.waybill.schemas.Samples.ENDED;
import static dev.waybill.schemas.Samples.ENDPOINT;
import static dev.waybill.schemas.Samples.EVENT;
import static dev.waybill.schemas.Samples.OPERATION;
import static dev.waybill.schemas.Samples.PARTNER;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Endpoints and deliveries. */
final class WebhookSamples {
  private static final UUID REPLAY = UUID.fromString("019aa9f8-2222-7333-8444-555566667777");

  private WebhookSamples() {}

  static WebhookEndpoint endpoint() {
    return new WebhookEndpoint(
        ENDPOINT,
        PARTNER,
        "https://example.com/hooks",
        List.of("resource_operation.*", EventTypes.ATTEMPTED),
        new WebhookFilters(List.of(CONNECTION), List.of(Resource.DVIR_LOG), List.of("acme-west")),
        List.of(
            new WebhookEndpoint.SigningSecret("v1", new EncryptedSecret("EfGh", 2), null, null),
            new WebhookEndpoint.SigningSecret(
                "v1a", new EncryptedSecret("IjKl", 1), null, "whpk_c2FtcGxl"),
            new WebhookEndpoint.SigningSecret("v1", new EncryptedSecret("AbCd", 1), ENDED, null)),
        List.of("v1", "v1a"),
        false,
        WebhookOrdering.PER_OPERATION,
        Map.of("X-Tenant", WebhookEndpoint.MASKED),
        new EncryptedSecret("MnOp", 2),
        WebhookEndpoint.DEFAULT_LIMITS,
        WebhookEndpoint.DEFAULT_RETRY_SCHEDULE_S,
        WebhookEndpoint.DEFAULT_TIMEOUT_MS,
        WebhookStatus.DISABLED,
        "the receiver answered 410",
        2,
        ASKED,
        ENDED);
  }

  static WebhookEvent event() {
    return WebhookEvent.of(
        EVENT, EventTypes.WEBHOOK_DISABLED, ENDED, endpoint(), "it answered 410");
  }

  static DeliveryRequest deliveryRequest() {
    return new DeliveryRequest(
        DELIVERY,
        ENDPOINT,
        EVENT,
        EventTypes.SUCCEEDED,
        ENDED,
        7,
        1_234,
        OPERATION.toString(),
        ENDED,
        2,
        null);
  }

  static WebhookReplay replay() {
    return new WebhookReplay(
        REPLAY,
        ENDPOINT,
        PARTNER,
        ReplayChoice.FAILED,
        List.of(EVENT),
        List.of(EventTypes.SUCCEEDED),
        ASKED,
        ENDED,
        false,
        ReplayStatus.RUNNING,
        "the webhook was disabled",
        3,
        2,
        1,
        0,
        new ReplayProgress(List.of(5L, 0L), List.of(9L, 0L), 17, List.of(DELIVERY)),
        2,
        ASKED,
        ENDED);
  }

  static WebhookCommand command() {
    return new WebhookCommand(EVENT, ENDPOINT, WebhookCommand.CANCEL_REPLAY, REPLAY, ENDED);
  }

  static DeliveryLog deliveryLog() {
    return new DeliveryLog(
        DELIVERY,
        ENDPOINT,
        PARTNER,
        EVENT,
        EventTypes.SUCCEEDED,
        1,
        DeliveryStatus.RETRYING,
        503,
        "status 503",
        35L,
        ENDED.plusSeconds(5),
        ENDED,
        new DeliveryTimings(1L, 4L, 9L, 20L, 0L),
        Map.of("retry-after", "5"),
        "busy",
        null);
  }
}
