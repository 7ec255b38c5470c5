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
  /**
   * Of one partner, not counting the deleted ones. An event is fanned out to all of them in one
   * transaction, so they are what it can cost everybody. Instances that are asked at the same time
   * may each let one more through.
   */
  static final int MOST = 1_000;

  private final Registry<WebhookEndpoint> registry;

  private final OneAtATime turns = new OneAtATime();

  private final OneAtATime partners = new OneAtATime();

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
   * Writes a partner's new webhook.
   *
   * @throws RefusedException 409 if it has as many as it may
   */
  void create(WebhookEndpoint endpoint) {
    var _ =
        partners.change(
            endpoint.partnerId(),
            () -> {
              requireRoom(endpoint.partnerId());
              return registry.put(endpoint);
            });
  }

  private void requireRoom(UUID partnerId) {
    long present =
        registry.all().stream()
            .filter(one -> one.partnerId().equals(partnerId))
            .filter(one -> one.status() != WebhookStatus.DELETED)
            .count();
    if (present >= MOST) {
      throw new RefusedException(
          ProblemCode.TOO_MANY_WEBHOOKS,
          "you have %,d webhooks, and no more are possible; DELETE what you do not need, or let one"
                  .formatted(present)
              + " webhook have the events of many connections");
    }
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
