package dev.waybill.emitter.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.uuid.Generators;
import dev.waybill.lane.core.LaneId;
import dev.waybill.lane.host.ApplicationRows;
import dev.waybill.lane.host.LaneOutput;
import dev.waybill.lane.host.OutboundRecord;
import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Topics;
import dev.waybill.schemas.WebhookEndpoint;
import dev.waybill.schemas.WebhookEvent;
import dev.waybill.schemas.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Disables endpoints: at once where the receiver says so, and after a long time of nothing but
 * failure, of several events, with warnings on the way. What waits in a disabled endpoint's lane
 * rests there until it is active again.
 *
 * <p>The endpoint's next version goes to the registry, where it comes back as everybody's truth; if
 * its owner made the same version at the same time, the first in the log counts.
 */
final class EndpointFates {
  /** Warnings are given after a quarter, a half and three quarters of the time. */
  private static final int PARTS = 4;

  private static final int MAX_MIRRORED = 10_000;

  private final Topics topics;
  private final LaneOutput output;
  private final ApplicationRows rows;
  private final EndpointRows endpoints;
  private final Duration patience;
  private final Map<LaneId, Optional<EndpointHealth>> mirror = new HashMap<>();

  /**
   * The fates of a task's endpoints.
   *
   * @param patience how long an endpoint may do nothing but fail
   */
  EndpointFates(
      Topics topics,
      LaneOutput output,
      ApplicationRows rows,
      EndpointRows endpoints,
      Duration patience) {
    this.topics = topics;
    this.output = output;
    this.rows = rows;
    this.endpoints = endpoints;
    this.patience = patience;
  }

  /** A delivery was taken, or the endpoint's owner made a fresh start. */
  void isWell(LaneId lane) {
    if (health(lane).isPresent()) {
      rows.delete(key(lane));
      remember(lane, Optional.empty());
    }
  }

  /**
   * Whether a version forgets the failures before it: its owner activated it, also when it was
   * active, or gave it another address.
   */
  static boolean isAFreshStart(WebhookEndpoint known, WebhookEndpoint next) {
    return next.status() == WebhookStatus.ACTIVE
        && (known.status() != WebhookStatus.ACTIVE
            || !known.url().equals(next.url())
            || known.with(WebhookStatus.ACTIVE, null, next.updatedAt()).equals(next));
  }

  /** An attempt failed by the endpoint's own fault. */
  void failed(LaneId lane, UUID event, Instant at) {
    WebhookEndpoint endpoint = active(lane);
    if (endpoint == null) {
      return;
    }
    EndpointHealth known = health(lane).orElse(null);
    EndpointHealth next =
        known == null ? EndpointHealth.failing(at, event) : judged(endpoint, known.and(event), at);
    if (!next.equals(known)) {
      put(lane, next);
    }
  }

  private EndpointHealth judged(WebhookEndpoint endpoint, EndpointHealth known, Instant at) {
    if (!known.severalFailed() || known.disabled() >= endpoint.version()) {
      return known;
    }
    int level = known.warnings() + 1;
    Duration due = patience.multipliedBy(level).dividedBy(PARTS);
    Duration failing = Duration.between(known.failingSince(), at);
    if (failing.compareTo(due) < 0) {
      return known;
    }
    // Where nothing was tried for a while, or nothing was to be told of one event alone, the time
    // counts from later, so that each warning leaves a quarter of it.
    boolean skips = failing.compareTo(due.plus(patience.dividedBy(PARTS))) >= 0;
    EndpointHealth health = skips ? known.failingSince(at.minus(due)) : known;
    if (level == PARTS) {
      disable(endpoint, "every delivery has failed since " + health.failingSince(), at);
      return health.disabled(endpoint.version());
    }
    String reason =
        "every delivery has failed since %s; unless one succeeds, the webhook is disabled at %s"
            .formatted(health.failingSince(), health.failingSince().plus(patience));
    tell(EventTypes.WEBHOOK_WARNED, endpoint, reason, level, at);
    return health.warned(level);
  }

  /** The receiver wants no more of anything. */
  void wantsNoMore(LaneId lane, String reason, UUID event, Instant at) {
    WebhookEndpoint endpoint = active(lane);
    EndpointHealth health = health(lane).orElseGet(() -> EndpointHealth.failing(at, event));
    if (endpoint != null && health.disabled() < endpoint.version()) {
      disable(endpoint, reason, at);
      put(lane, health.disabled(endpoint.version()));
    }
  }

  private void disable(WebhookEndpoint endpoint, String reason, Instant at) {
    WebhookEndpoint disabled = endpoint.with(WebhookStatus.DISABLED, reason, at);
    byte[] key = endpoint.id().toString().getBytes(UTF_8);
    output.publish(new OutboundRecord(topics.webhookRegistry(), key, Json.write(disabled)));
  }

  /**
   * A version came back from the registry and is the one that counts: only now is it true that the
   * endpoint is disabled, for its owner's change may have been first.
   */
  void cameBack(WebhookEndpoint known, WebhookEndpoint next) {
    if (next.status() == WebhookStatus.DISABLED && known.status() != WebhookStatus.DISABLED) {
      tell(EventTypes.WEBHOOK_DISABLED, next, next.statusReason(), 0, next.updatedAt());
    }
  }

  private void tell(
      String type, WebhookEndpoint endpoint, @Nullable String reason, int level, Instant at) {
    UUID id =
        Generators.nameBasedGenerator(endpoint.id())
            .generate("%s %d %d %s".formatted(type, endpoint.version(), level, at));
    output.publish(
        new OutboundRecord(
            topics.operationEvents(),
            endpoint.id().toString().getBytes(UTF_8),
            Json.write(WebhookEvent.of(id, type, at, endpoint, reason))));
  }

  private @Nullable WebhookEndpoint active(LaneId lane) {
    EndpointRows.Row row = endpoints.find(lane);
    return row == null || row.endpoint().status() != WebhookStatus.ACTIVE ? null : row.endpoint();
  }

  private Optional<EndpointHealth> health(LaneId lane) {
    Optional<EndpointHealth> known = mirror.get(lane);
    if (known == null) {
      known = Optional.ofNullable(rows.get(key(lane))).map(EndpointHealth::read);
      remember(lane, known);
    }
    return known;
  }

  private void put(LaneId lane, EndpointHealth health) {
    rows.put(key(lane), health.write());
    remember(lane, Optional.of(health));
  }

  private void remember(LaneId lane, Optional<EndpointHealth> health) {
    if (mirror.size() >= MAX_MIRRORED) {
      mirror.clear();
    }
    mirror.put(lane, health);
  }

  private static byte[] key(LaneId lane) {
    return ("health/" + lane).getBytes(UTF_8);
  }
}
