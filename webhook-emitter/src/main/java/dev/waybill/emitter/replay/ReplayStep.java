package dev.waybill.emitter.replay;

import dev.waybill.schemas.DeliveryRequest;
import dev.waybill.schemas.WebhookReplay;
import java.util.List;

/**
 * What one bounded step of a replay comes to: both are written in one transaction.
 *
 * @param next the replay's next version
 * @param requests for the endpoint's lane
 */
record ReplayStep(WebhookReplay next, List<DeliveryRequest> requests) {
  ReplayStep {
    requests = List.copyOf(requests);
  }

  static ReplayStep of(WebhookReplay next) {
    return new ReplayStep(next, List.of());
  }
}
