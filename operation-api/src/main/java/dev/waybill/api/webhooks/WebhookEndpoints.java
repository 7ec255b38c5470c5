package dev.waybill.api.webhooks;

import dev.waybill.api.auth.Scope;
import dev.waybill.api.http.Answer;
import dev.waybill.api.http.BodySchemas;
import dev.waybill.api.http.Call;
import dev.waybill.api.http.Endpoint;
import dev.waybill.api.http.IdPage;
import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.QueryParameters;
import dev.waybill.api.http.RefusedException;
import dev.waybill.api.id.OperationIds;
import dev.waybill.api.kafka.RecordPublisher;
import dev.waybill.api.registry.Registry;
import dev.waybill.api.webhooks.WebhookDrafts.Draft;
import dev.waybill.runtime.net.TimedResolver;
import dev.waybill.runtime.net.WebhookTargets;
import dev.waybill.runtime.secrets.SecretSealer;
import dev.waybill.schemas.EventTypes;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.SchemaFiles;
import dev.waybill.schemas.Topics;
import dev.waybill.schemas.WebhookEndpoint;
import dev.waybill.schemas.WebhookEvent;
import dev.waybill.schemas.WebhookReplay;
import dev.waybill.schemas.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

/** {@code /v2/notifications/webhooks} (CONTRACT 3.4). Thread-safe. */
public final class WebhookEndpoints {
  static final String PATH = "/v2/notifications/webhooks";
  static final String ONE = PATH + "/{id}";
  private static final String REPLAY = ONE + "/replays/{replay_id}";
  private static final Duration LOOKUP_TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_LOOKUPS = 64;

  private final Registry<WebhookEndpoint> registry;
  private final WebhookChanges webhooks;
  private final WebhookAddresses addresses;
  private final WebhookDrafts drafts;
  private final BodySchemas schemas;
  private final RecordPublisher publisher;
  private final Topics topics;
  private final OperationIds ids;
  private final InstantSource clock;
  private final DeliveryEndpoints deliveries;
  private final ReplayEndpoints replays;

  /**
   * Makes the endpoints on registries that are started elsewhere.
   *
   * @param random must not be guessable: secrets are made of it
   */
  public WebhookEndpoints(
      Registry<WebhookEndpoint> registry,
      Registry<WebhookReplay> replays,
      BodySchemas schemas,
      SecretSealer sealer,
      WebhookTargets targets,
      RecordPublisher publisher,
      Topics topics,
      TopicTail log,
      OperationIds ids,
      InstantSource clock,
      RandomGenerator random) {
    this.registry = registry;
    this.schemas = schemas;
    this.publisher = publisher;
    this.topics = topics;
    this.ids = ids;
    this.clock = clock;
    this.webhooks = new WebhookChanges(registry);
    this.addresses =
        new WebhookAddresses(targets, TimedResolver.ofSystem(LOOKUP_TIMEOUT, MAX_LOOKUPS)::resolve);
    this.drafts = new WebhookDrafts(addresses, new WebhookSecrets(sealer, random), ids, clock);
    this.deliveries = new DeliveryEndpoints(webhooks, log, clock);
    this.replays =
        new ReplayEndpoints(
            webhooks, replays, schemas, publisher, topics.webhookCommands(), ids, clock);
  }

  /** The rows of the table of endpoints. */
  public List<Endpoint> endpoints() {
    return List.of(
        new Endpoint("POST", PATH, Scope.WEBHOOK_WRITE, this::create),
        new Endpoint("GET", PATH, Scope.WEBHOOK_READ, this::list),
        new Endpoint("GET", ONE, Scope.WEBHOOK_READ, this::one),
        new Endpoint("PATCH", ONE, Scope.WEBHOOK_WRITE, this::patch),
        new Endpoint("DELETE", ONE, Scope.WEBHOOK_WRITE, this::delete),
        new Endpoint("POST", ONE + "/pause", Scope.WEBHOOK_WRITE, this::pause),
        new Endpoint("POST", ONE + "/activate", Scope.WEBHOOK_WRITE, this::activate),
        new Endpoint("POST", ONE + "/ping", Scope.WEBHOOK_WRITE, this::ping),
        new Endpoint("POST", ONE + "/rotate-secret", Scope.WEBHOOK_WRITE, this::rotate),
        new Endpoint("GET", ONE + "/keys", Scope.WEBHOOK_READ, this::keys),
        new Endpoint("GET", ONE + "/deliveries", Scope.WEBHOOK_READ, deliveries::list),
        new Endpoint("GET", ONE + "/metrics", Scope.WEBHOOK_READ, deliveries::metrics),
        new Endpoint("POST", ONE + "/replay", Scope.WEBHOOK_WRITE, replays::ask),
        new Endpoint("GET", REPLAY, Scope.WEBHOOK_READ, replays::read),
        new Endpoint("DELETE", REPLAY, Scope.WEBHOOK_WRITE, replays::cancel));
  }

  private Answer create(Call call) {
    call.query();
    WebhookBody body = schemas.read(SchemaFiles.WEBHOOK_CREATE, call.json(), WebhookBody.class);
    Draft draft = drafts.first(call.partnerId(), body);
    webhooks.create(draft.endpoint());
    call.audit("webhook_id", draft.endpoint().id());
    return Answer.of(201, WebhookView.created(draft.endpoint(), draft.secret()))
        .with("Location", PATH + "/" + draft.endpoint().id())
        .with("Cache-Control", "no-store");
  }

  private Answer list(Call call) {
    QueryParameters query = call.query("status", IdPage.CURSOR, IdPage.SIZE);
    Optional<WebhookStatus> status = query.oneOf("status", WebhookStatus::of);
    var mine =
        registry.all().stream()
            .filter(e -> e.partnerId().equals(call.partnerId()))
            .filter(e -> e.status() != WebhookStatus.DELETED)
            .filter(e -> status.map(e.status()::equals).orElse(true));
    return Answer.ok(IdPage.of(mine.map(WebhookView::of), WebhookView::id, query));
  }

  private Answer one(Call call) {
    call.query();
    return Answer.ok(WebhookView.of(owned(call)));
  }

  private WebhookEndpoint owned(Call call) {
    return webhooks.owned(call.partnerId(), id(call));
  }

  private static UUID id(Call call) {
    return call.pathId("id", ProblemCode.WEBHOOK_NOT_FOUND);
  }

  private Answer patch(Call call) {
    call.query();
    JsonNode patch = call.json();
    if (patch.path("url").isString()) {
      // Here, and not while others wait for their turn: a name server may take its time.
      var _ = addresses.originOf(patch.get("url").stringValue());
    }
    return changed(
        call,
        present -> {
          WebhookBody body =
              schemas.read(
                  SchemaFiles.WEBHOOK_CREATE,
                  WebhookPatch.merge(present, patch),
                  WebhookBody.class);
          return drafts.next(present, body, patch);
        });
  }

  private Answer changed(Call call, Function<WebhookEndpoint, Draft> drafting) {
    Draft draft = webhooks.change(call.partnerId(), id(call), drafting);
    Answer answer = Answer.ok(WebhookView.created(draft.endpoint(), draft.secret()));
    return draft.secret() == null ? answer : answer.with("Cache-Control", "no-store");
  }

  private Answer delete(Call call) {
    call.query();
    var _ =
        webhooks.change(
            call.partnerId(), id(call), present -> new Draft(drafts.deleted(present), null));
    return Answer.noContent();
  }

  private Answer pause(Call call) {
    call.query();
    return changed(
        call,
        present -> {
          if (present.status() == WebhookStatus.DISABLED) {
            throw new RefusedException(
                ProblemCode.WEBHOOK_NOT_ACTIVE,
                "the webhook is disabled, and rests already; POST .../activate to go on");
          }
          return new Draft(drafts.with(present, WebhookStatus.PAUSED, "paused by its owner"), null);
        });
  }

  /** Also of one that is active: its failures are forgotten then. */
  private Answer activate(Call call) {
    call.query();
    return changed(
        call, present -> new Draft(drafts.with(present, WebhookStatus.ACTIVE, null), null));
  }

  private Answer rotate(Call call) {
    call.query();
    JsonNode json = call.hasBody() ? call.json() : Json.mapper().createObjectNode();
    WebhookBody.Rotation body =
        schemas.read(SchemaFiles.WEBHOOK_ROTATE, json, WebhookBody.Rotation.class);
    long overlap =
        Objects.requireNonNullElse(body.overlapS(), WebhookBody.Rotation.DEFAULT_OVERLAP_S);
    return changed(
        call, present -> drafts.rotated(present, Duration.ofSeconds(overlap), body.secret()));
  }

  private Answer keys(Call call) {
    call.query();
    return Answer.ok(PublicKeys.of(owned(call), clock.instant()));
  }

  /** The ping is an event like others, and takes the road of all. */
  private Answer ping(Call call) {
    call.query();
    WebhookEndpoint endpoint = owned(call);
    if (endpoint.status() != WebhookStatus.ACTIVE) {
      throw new RefusedException(
          ProblemCode.WEBHOOK_NOT_ACTIVE,
          "the webhook is %s, so a ping would wait; POST .../activate first"
              .formatted(endpoint.status().wireName()));
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    WebhookEvent event = WebhookEvent.of(ids.next(), EventTypes.WEBHOOK_PING, now, endpoint, null);
    var _ = publisher.write(topics.operationEvents(), endpoint.id(), event);
    return Answer.ok(Map.of("event_id", event.id(), "event_name", event.type()));
  }
}
