package dev.waybill.api.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.api.registry.RowCopy.Effect;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.ConnectionLimits;
import dev.waybill.schemas.ConnectionStatus;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Ordering;
import dev.waybill.schemas.ReplayChoice;
import dev.waybill.schemas.ReplayStatus;
import dev.waybill.schemas.RetryPolicy;
import dev.waybill.schemas.TopicPlan;
import dev.waybill.schemas.WebhookEndpoint;
import dev.waybill.schemas.WebhookFilters;
import dev.waybill.schemas.WebhookOrdering;
import dev.waybill.schemas.WebhookReplay;
import dev.waybill.schemas.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RowCopyTest {
  static final UUID ID = UUID.randomUUID();
  private static final UUID OWNER = UUID.randomUUID();
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private final RowCopy<Connection> copy = new RowCopy<>(Row.CONNECTION);

  @Test
  void keepsTheFirstOwnerWhateverOthersWrite() {
    assertThat(apply(connection(OWNER, 1))).isEqualTo(Effect.TAKEN);
    assertThat(apply(connection(UUID.randomUUID(), 9))).isEqualTo(Effect.REFUSED);
    assertThat(copy.find(ID)).contains(connection(OWNER, 1));
  }

  @Test
  void neverGoesBackToAnOlderVersion() {
    apply(connection(OWNER, 2));
    assertThat(apply(connection(OWNER, 1))).isEqualTo(Effect.REFUSED);
    assertThat(apply(connection(OWNER, 2))).isEqualTo(Effect.TAKEN);
    assertThat(apply(connection(OWNER, 3))).isEqualTo(Effect.TAKEN);
    assertThat(copy.find(ID)).contains(connection(OWNER, 3));
  }

  @Test
  void leavesTheRowAsItIsWhenARecordCannotBeRead() {
    apply(connection(OWNER, 1));
    byte[] key = ID.toString().getBytes(UTF_8);
    assertThat(copy.apply(key, null, NOW)).isEqualTo(Effect.MALFORMED);
    assertThat(copy.apply(key, "garbage".getBytes(UTF_8), NOW)).isEqualTo(Effect.MALFORMED);
    assertThat(copy.apply(key, "null".getBytes(UTF_8), NOW)).isEqualTo(Effect.MALFORMED);
    assertThat(copy.apply(key, "{\"id\":\"%s\"}".formatted(ID).getBytes(UTF_8), NOW))
        .isEqualTo(Effect.MALFORMED);
    assertThat(copy.apply("other".getBytes(UTF_8), Json.write(connection(OWNER, 2)), NOW))
        .isEqualTo(Effect.MALFORMED);
    assertThat(copy.apply(null, Json.write(connection(OWNER, 2)), NOW)).isEqualTo(Effect.MALFORMED);
    assertThat(copy.find(ID)).contains(connection(OWNER, 1));
  }

  @Test
  void forgetsOnlyRowsThatHaveBeenOverForLong() {
    RowCopy<WebhookEndpoint> webhooks = new RowCopy<>(Row.WEBHOOK);
    byte[] key = ID.toString().getBytes(UTF_8);
    Instant later = NOW.plus(Duration.ofDays(400));
    webhooks.apply(key, Json.write(webhook(WebhookStatus.ACTIVE, 1)), NOW);
    assertThat(webhooks.ofNoUse(later, 9)).isEmpty();
    assertThat(webhooks.apply(key, null, later)).as("not deleted").isEqualTo(Effect.MALFORMED);
    webhooks.apply(key, Json.write(webhook(WebhookStatus.DELETED, 2)), NOW);
    assertThat(webhooks.ofNoUse(NOW.plus(Row.DELETED_WEBHOOKS).minusMillis(1), 9)).isEmpty();
    Instant early = NOW.plus(Duration.ofDays(14));
    assertThat(webhooks.apply(key, null, early)).as("too early").isEqualTo(Effect.MALFORMED);
    assertThat(webhooks.find(ID)).isPresent();
    Instant due = NOW.plus(Row.DELETED_WEBHOOKS);
    assertThat(webhooks.ofNoUse(due, 9)).containsExactly(ID);
    assertThat(webhooks.ofNoUse(due, 0)).isEmpty();
    assertThat(webhooks.apply(key, null, due.minus(Duration.ofHours(1)))).isEqualTo(Effect.TAKEN);
    assertThat(webhooks.find(ID)).isEmpty();
    assertThat(webhooks.apply(key, null, due)).as("once more").isEqualTo(Effect.TAKEN);
  }

  @Test
  void forgetsOnlyReplaysThatEndedLongAgo() {
    RowCopy<WebhookReplay> replays = new RowCopy<>(Row.REPLAY);
    byte[] key = ID.toString().getBytes(UTF_8);
    Instant due = NOW.plus(TopicPlan.EVENTS_KEPT);
    WebhookReplay running = replay();
    replays.apply(key, Json.write(running), NOW);
    assertThat(replays.ofNoUse(due.plus(Duration.ofDays(400)), 9)).as("it runs").isEmpty();
    assertThat(replays.apply(key, null, due)).as("it runs").isEqualTo(Effect.MALFORMED);
    replays.apply(key, Json.write(running.ended(ReplayStatus.DONE, null, NOW)), NOW);
    assertThat(replays.ofNoUse(due.minusMillis(1), 9)).isEmpty();
    assertThat(replays.apply(key, null, due.minus(Duration.ofDays(1))))
        .as("too early")
        .isEqualTo(Effect.MALFORMED);
    assertThat(replays.ofNoUse(due, 9)).containsExactly(ID);
    assertThat(replays.apply(key, null, due)).isEqualTo(Effect.TAKEN);
    assertThat(replays.find(ID)).isEmpty();
  }

  private static WebhookReplay replay() {
    return new WebhookReplay(
        ID,
        UUID.randomUUID(),
        OWNER,
        ReplayChoice.ALL,
        null,
        null,
        NOW,
        NOW,
        false,
        ReplayStatus.RUNNING,
        null,
        0,
        0,
        0,
        0,
        null,
        1,
        NOW,
        NOW);
  }

  private static WebhookEndpoint webhook(WebhookStatus status, long version) {
    return webhook(ID, status, version, NOW);
  }

  static WebhookEndpoint webhook(UUID id, WebhookStatus status, long version, Instant at) {
    return new WebhookEndpoint(
        id,
        OWNER,
        "https://example.com",
        List.of(),
        WebhookFilters.NONE,
        List.of(),
        List.of("v1"),
        false,
        WebhookOrdering.NONE,
        Map.of(),
        null,
        ConnectionLimits.DEFAULT,
        List.of(),
        1_000,
        status,
        null,
        version,
        at,
        at);
  }

  private Effect apply(Connection connection) {
    return copy.apply(ID.toString().getBytes(UTF_8), Json.write(connection), NOW);
  }

  static Connection connection(UUID owner, long version) {
    return new Connection(
        ID,
        owner,
        null,
        "simulator",
        null,
        Json.mapper().createObjectNode(),
        null,
        ConnectionLimits.DEFAULT,
        RetryPolicy.DEFAULT,
        30_000,
        Ordering.PER_RESOURCE,
        null,
        ConnectionStatus.ACTIVE,
        null,
        version,
        Instant.EPOCH,
        Instant.EPOCH);
  }
}
