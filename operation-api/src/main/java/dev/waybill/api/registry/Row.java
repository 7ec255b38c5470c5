package dev.waybill.api.registry;

import dev.waybill.schemas.Connection;
import dev.waybill.schemas.ReplayStatus;
import dev.waybill.schemas.TopicPlan;
import dev.waybill.schemas.WebhookEndpoint;
import dev.waybill.schemas.WebhookReplay;
import dev.waybill.schemas.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a registry must know of its rows.
 *
 * @param name for logs and health
 * @param id the row's key
 * @param owner the partner it belongs to
 * @param version counts its changes
 * @param isWhole whether nothing is missing that must be there
 * @param keptUntil when a row that is over is of no use any more; null while it is not over, and
 *     where rows are kept for good
 */
record Row<T>(
    String name,
    Class<T> type,
    Function<T, UUID> id,
    Function<T, UUID> owner,
    ToLongFunction<T> version,
    Predicate<T> isWhole,
    Function<T, @Nullable Instant> keptUntil) {
  /** Longer than anything that names a webhook is kept: requests and the log of its deliveries. */
  static final Duration DELETED_WEBHOOKS = TopicPlan.REQUESTS_KEPT.plusDays(1);

  static final Row<Connection> CONNECTION =
      new Row<>(
          "connection-registry",
          Connection.class,
          Connection::id,
          Connection::partnerId,
          Connection::version,
          c ->
              present(
                  c.id(),
                  c.partnerId(),
                  c.sourceName(),
                  c.settings(),
                  c.limits(),
                  c.retry(),
                  c.ordering(),
                  c.status(),
                  c.createdAt(),
                  c.updatedAt()),
          c -> null);

  static final Row<WebhookEndpoint> WEBHOOK =
      new Row<>(
          "webhook-registry",
          WebhookEndpoint.class,
          WebhookEndpoint::id,
          WebhookEndpoint::partnerId,
          WebhookEndpoint::version,
          w ->
              present(
                  w.id(),
                  w.partnerId(),
                  w.url(),
                  w.eventNames(),
                  w.filters(),
                  w.secrets(),
                  w.ordering(),
                  w.status(),
                  w.createdAt(),
                  w.updatedAt()),
          w -> w.status() == WebhookStatus.DELETED ? w.updatedAt().plus(DELETED_WEBHOOKS) : null);

  static final Row<WebhookReplay> REPLAY =
      new Row<>(
          "webhook-replays",
          WebhookReplay.class,
          WebhookReplay::id,
          WebhookReplay::partnerId,
          WebhookReplay::version,
          r ->
              present(
                  r.id(),
                  r.endpointId(),
                  r.partnerId(),
                  r.only(),
                  r.from(),
                  r.to(),
                  r.status(),
                  r.createdAt(),
                  r.updatedAt()),
          r ->
              r.status() == ReplayStatus.RUNNING
                  ? null
                  : r.updatedAt().plus(TopicPlan.EVENTS_KEPT));

  private static boolean present(@Nullable Object... parts) {
    return Arrays.stream(parts).allMatch(Objects::nonNull);
  }
}
