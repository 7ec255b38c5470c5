package dev.waybill.api.webhooks;

import dev.waybill.api.http.Answer;
import dev.waybill.api.http.BodySchemas;
import dev.waybill.api.http.Call;
import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import dev.waybill.api.id.OperationIds;
import dev.waybill.api.kafka.RecordPublisher;
import dev.waybill.api.registry.OneAtATime;
import dev.waybill.api.registry.Registry;
import dev.waybill.schemas.ReplayChoice;
import dev.waybill.schemas.ReplayStatus;
import dev.waybill.schemas.SchemaFiles;
import dev.waybill.schemas.TopicPlan;
import dev.waybill.schemas.WebhookCommand;
import dev.waybill.schemas.WebhookEndpoint;
import dev.waybill.schemas.WebhookReplay;
import dev.waybill.schemas.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;

/** Replays of a webhook: asked for, looked at, cancelled. The emitter runs them. Thread-safe. */
final class ReplayEndpoints {
  /** Of a partner, at the same time: they share the emitter with everybody. */
  private static final int MOST_RUNNING = 8;

  private static final int MOST_TRIES = 10;

  private final WebhookChanges webhooks;
  private final Registry<WebhookReplay> replays;
  private final BodySchemas schemas;
  private final RecordPublisher publisher;
  private final String commands;
  private final OperationIds ids;
  private final InstantSource clock;

  /** What is counted for one is not counted for another at the same time, here. */
  private final OneAtATime partners = new OneAtATime();

  /**
   * Makes the endpoints on a registry that is started elsewhere.
   *
   * @param commands the topic of commands to the emitter's scheduler
   */
  ReplayEndpoints(
      WebhookChanges webhooks,
      Registry<WebhookReplay> replays,
      BodySchemas schemas,
      RecordPublisher publisher,
      String commands,
      OperationIds ids,
      InstantSource clock) {
    this.webhooks = webhooks;
    this.replays = replays;
    this.schemas = schemas;
    this.publisher = publisher;
    this.commands = commands;
    this.ids = ids;
    this.clock = clock;
  }

  Answer ask(Call call) {
    call.query();
    ReplayBody body =
        schemas.read(SchemaFiles.WEBHOOK_REPLAY_CREATE, call.json(), ReplayBody.class);
    WebhookEndpoint endpoint = owned(call);
    if (endpoint.status() == WebhookStatus.DISABLED) {
      throw new RefusedException(
          ProblemCode.WEBHOOK_NOT_ACTIVE,
          "the webhook is disabled; POST .../activate first, then ask for the replay");
    }
    WebhookReplay replay =
        partners.change(
            endpoint.partnerId(),
            () -> {
              requireRoom(endpoint);
              return replays.put(first(endpoint, body));
            });
    call.audit("replay_id", replay.id());
    return Answer.of(202, ReplayView.of(replay))
        .with("Location", WebhookEndpoints.PATH + "/" + endpoint.id() + "/replays/" + replay.id());
  }

  private void requireRoom(WebhookEndpoint endpoint) {
    int running = 0;
    for (WebhookReplay replay : replays.all()) {
      if (replay.status() == ReplayStatus.RUNNING
          && replay.partnerId().equals(endpoint.partnerId())) {
        running++;
        if (replay.endpointId().equals(endpoint.id())) {
          throw new RefusedException(
              ProblemCode.RESOURCE_BUSY,
              "the replay %s of this webhook is under way; wait for its end, or DELETE it"
                  .formatted(replay.id()));
        }
      }
    }
    if (running >= MOST_RUNNING) {
      throw new RefusedException(
          ProblemCode.RESOURCE_BUSY,
          "%d replays of yours are under way, and no more at the same time; wait, or DELETE one"
              .formatted(running));
    }
  }

  private WebhookReplay first(WebhookEndpoint endpoint, ReplayBody body) {
    Instant now = now();
    Instant to = body.to() == null ? now : body.to();
    Instant from = from(endpoint, body, now);
    if (!from.isBefore(to)) {
      throw RefusedException.invalidField(
          "/to",
          "invalid",
          "must be after the beginning of the range, which is %s, and as far back as is kept"
              .formatted(from));
    }
    return new WebhookReplay(
        ids.next(),
        endpoint.id(),
        endpoint.partnerId(),
        body.only(),
        body.eventIds(),
        body.eventNames(),
        from,
        to,
        Objects.requireNonNullElse(body.dryRun(), false),
        ReplayStatus.RUNNING,
        null,
        0,
        0,
        0,
        0,
        null,
        1,
        now,
        now);
  }

  /** As far back as the events are kept; where the log of deliveries decides, as that is. */
  private static Instant from(WebhookEndpoint endpoint, ReplayBody body, Instant now) {
    Duration kept =
        body.only() == ReplayChoice.ALL ? TopicPlan.EVENTS_KEPT : TopicPlan.DELIVERIES_KEPT;
    Instant oldest = now.minus(kept);
    Instant asked = body.from() == null ? endpoint.createdAt() : body.from();
    return asked.isBefore(oldest) ? oldest : asked;
  }

  Answer read(Call call) {
    call.query();
    return Answer.ok(ReplayView.of(owned(call, owned(call))));
  }

  /**
   * First what waits in the lane is told, then the replay itself: so nothing more goes out once
   * this was answered, but for what is under way.
   */
  Answer cancel(Call call) {
    call.query();
    WebhookEndpoint endpoint = owned(call);
    WebhookReplay replay = owned(call, endpoint);
    if (replay.status() != ReplayStatus.RUNNING) {
      return Answer.noContent();
    }
    var _ =
        publisher.write(
            commands,
            endpoint.id(),
            new WebhookCommand(
                ids.next(), endpoint.id(), WebhookCommand.CANCEL_REPLAY, replay.id(), now()));
    for (int i = 0; i < MOST_TRIES; i++) {
      // The emitter writes versions, too, and of two the first counts.
      WebhookReplay stands =
          replays.put(replay.ended(ReplayStatus.CANCELLED, "cancelled by its owner", now()));
      if (stands.status() != ReplayStatus.RUNNING) {
        return Answer.noContent();
      }
      replay = stands;
    }
    throw RefusedException.retryLater(
        ProblemCode.REGISTRY_UNAVAILABLE,
        "the replay moves on too fast to be marked as cancelled; nothing more of it is sent, try"
            + " again",
        1);
  }

  private WebhookEndpoint owned(Call call) {
    return webhooks.owned(call.partnerId(), call.pathId("id", ProblemCode.WEBHOOK_NOT_FOUND));
  }

  private WebhookReplay owned(Call call, WebhookEndpoint endpoint) {
    UUID id = call.pathId("replay_id", ProblemCode.NOT_FOUND);
    return replays
        .find(id)
        .filter(replay -> replay.endpointId().equals(endpoint.id()))
        .filter(replay -> replay.partnerId().equals(endpoint.partnerId()))
        .orElseThrow(() ->
            new RefusedException(ProblemCode.NOT_FOUND, "there is no such replay of this webhook"));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
