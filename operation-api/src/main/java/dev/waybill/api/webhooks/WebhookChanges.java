package dev.waybill.api.webhooks;

import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import dev.waybill.api.registry.OneAtATime;
import dev.waybill.api.registry.Registry;
import dev.waybill.api.webhooks.WebhookDrafts.Draft;
import dev.waybill.schemas.WebhookEndpoint;
import dev.waybill.schemas.WebhookStatus;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** The webhooks of partners, and one change of each at a time. Thread-safe. */
final class WebhookChanges {
  private final Registry<WebhookEndpoint> registry;

  private final OneAtATime turns = new OneAtATime();

  WebhookChanges(Registry<WebhookEndpoint> registry) {
    this.registry = registry;
  }

  /**
   * A webhook of a partner.
   *
   * @throws RefusedException 404
   */
  WebhookEndpoint owned(UUID partnerId, UUID id) {
    return owned(partnerId, registry.find(id));
  }

  private static WebhookEndpoint owned(UUID partnerId, Optional<WebhookEndpoint> known) {
    return known
        .filter(endpoint -> endpoint.partnerId().equals(partnerId))
        .filter(endpoint -> endpoint.status() != WebhookStatus.DELETED)
        .orElseThrow(() ->
            new RefusedException(
                ProblemCode.WEBHOOK_NOT_FOUND, "there is no such webhook of yours"));
  }

  /**
   * Changes the newest version of a webhook.
   *
   * @return the draft, which now stands
   * @throws RefusedException 404; 503 if somebody else, or the emitter, changed it meanwhile
   */
  Draft change(UUID partnerId, UUID id, Function<WebhookEndpoint, Draft> drafting) {
    return turns.change(
        id,
        () -> {
          Draft draft = drafting.apply(owned(partnerId, registry.newest(id)));
          if (!registry.put(draft.endpoint()).equals(draft.endpoint())) {
            throw RefusedException.retryLater(
                ProblemCode.REGISTRY_UNAVAILABLE,
                "another change of the webhook came at the same time; look at it and try again",
                1);
          }
          return draft;
        });
  }
}
