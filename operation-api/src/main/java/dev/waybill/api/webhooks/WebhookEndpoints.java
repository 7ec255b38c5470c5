package dev.waybill.api.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import dev.waybill.api.registry.Registry;
import dev.waybill.runtime.net.WebhookTargets;
import dev.waybill.runtime.secrets.SecretContext;
import dev.waybill.runtime.secrets.SecretSealer;
import dev.waybill.schemas.ConnectionLimits;
import dev.waybill.schemas.EncryptedSecret;
import dev.waybill.schemas.WebhookEndpoint;
import dev.waybill.schemas.WebhookEndpoint.SigningSecret;
import dev.waybill.schemas.WebhookOrdering;
import dev.waybill.schemas.WebhookStatus;
import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** {@code /v2/notifications/webhooks} (CONTRACT 3.4). Thread-safe. */
public final class WebhookEndpoints {
  private static final String PATH = "/v2/notifications/webhooks";
  private static final String ONE = PATH + "/{id}";
  private static final String SECRET_PREFIX = "whsec_";
  private static final int SECRET_BYTES = 32;
  private static final String HMAC = "v1";

  private final Registry<WebhookEndpoint> registry;
  private final BodySchemas schemas;
  private final SecretSealer sealer;
  private final WebhookAddresses addresses;
  private final OperationIds ids;
  private final InstantSource clock;
  private final RandomGenerator random;

  /**
   * Makes the endpoints on a registry that is started elsewhere.
   *
   * @param random must not be guessable: secrets are made of it
   */
  public WebhookEndpoints(
      Registry<WebhookEndpoint> registry,
      BodySchemas schemas,
      SecretSealer sealer,
      WebhookTargets targets,
      OperationIds ids,
      InstantSource clock,
      RandomGenerator random) {
    this.registry = registry;
    this.schemas = schemas;
    this.sealer = sealer;
    this.addresses = new WebhookAddresses(targets, InetAddress::getAllByName);
    this.ids = ids;
    this.clock = clock;
    this.random = random;
  }

  /** The rows of the table of endpoints. */
  public List<Endpoint> endpoints() {
    return List.of(
        new Endpoint("POST", PATH, Scope.WEBHOOK_WRITE, this::create),
        new Endpoint("GET", PATH, Scope.WEBHOOK_READ, this::list),
        new Endpoint("GET", ONE, Scope.WEBHOOK_READ, this::one),
        new Endpoint("DELETE", ONE, Scope.WEBHOOK_WRITE, this::delete));
  }

  private Answer create(Call call) {
    call.query();
    WebhookBody body = schemas.read("rest/webhook-create", call.json(), WebhookBody.class);
    if (body.signatureSchemes() != null && !body.signatureSchemes().equals(List.of(HMAC))) {
      throw RefusedException.invalidField(
          "/signature_schemes", "not_available", "v1a is not available in this version");
    }
    String origin = addresses.originOf(body.url());
    String secret = body.secret() == null ? newSecret() : checked(body.secret());
    WebhookEndpoint endpoint = endpoint(call.partnerId(), body, origin, secret);
    registry.put(endpoint);
    return Answer.of(201, WebhookView.created(endpoint, secret))
        .with("Location", PATH + "/" + endpoint.id())
        .with("Cache-Control", "no-store");
  }

  private WebhookEndpoint endpoint(UUID partnerId, WebhookBody body, String origin, String secret) {
    UUID id = ids.next();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    EncryptedSecret sealed =
        sealer.seal(secret.getBytes(UTF_8), SecretContext.webhook(partnerId, id, origin), 1);
    return new WebhookEndpoint(
        id,
        partnerId,
        body.url(),
        body.eventNames(),
        WebhookBody.Filters.orNone(body.filters()),
        List.of(new SigningSecret(HMAC, sealed, null)),
        List.of(HMAC),
        Objects.requireNonNullElse(body.includeSync(), false),
        Objects.requireNonNullElse(body.ordering(), WebhookOrdering.PER_OPERATION),
        Objects.requireNonNullElse(body.headers(), Map.of()),
        limits(body),
        Objects.requireNonNullElse(body.retryScheduleS(), WebhookEndpoint.DEFAULT_RETRY_SCHEDULE_S),
        Objects.requireNonNullElse(body.timeoutMs(), WebhookEndpoint.DEFAULT_TIMEOUT_MS),
        WebhookStatus.ACTIVE,
        null,
        1,
        now,
        now);
  }

  private static ConnectionLimits limits(WebhookBody body) {
    try {
      return WebhookBody.Limits.orDefaults(body.limits());
    } catch (IllegalArgumentException e) {
      throw RefusedException.invalidField("/limits", "invalid", String.valueOf(e.getMessage()));
    }
  }

  private Answer list(Call call) {
    QueryParameters query = call.query("status", IdPage.CURSOR, IdPage.SIZE);
    var mine =
        registry.all().stream()
            .filter(e -> e.partnerId().equals(call.partnerId()))
            .filter(e -> e.status() != WebhookStatus.DELETED)
            .filter(
                e -> query.oneOf("status", WebhookStatus::of).map(e.status()::equals).orElse(true));
    return Answer.ok(IdPage.of(mine.map(WebhookView::of), WebhookView::id, query));
  }

  private Answer one(Call call) {
    call.query();
    return Answer.ok(WebhookView.of(owned(call)));
  }

  private Answer delete(Call call) {
    call.query();
    WebhookEndpoint endpoint = owned(call);
    registry.put(deleted(endpoint));
    return Answer.noContent();
  }

  private WebhookEndpoint owned(Call call) {
    return registry
        .find(call.pathId("id", ProblemCode.WEBHOOK_NOT_FOUND))
        .filter(endpoint -> endpoint.partnerId().equals(call.partnerId()))
        .filter(endpoint -> endpoint.status() != WebhookStatus.DELETED)
        .orElseThrow(() ->
            new RefusedException(
                ProblemCode.WEBHOOK_NOT_FOUND, "there is no such webhook of yours"));
  }

  /** What is left of an endpoint: nothing secret. */
  private WebhookEndpoint deleted(WebhookEndpoint endpoint) {
    return new WebhookEndpoint(
        endpoint.id(),
        endpoint.partnerId(),
        endpoint.url(),
        endpoint.eventNames(),
        endpoint.filters(),
        List.of(),
        endpoint.signatureSchemes(),
        endpoint.includeSync(),
        endpoint.ordering(),
        Map.of(),
        endpoint.limits(),
        endpoint.retryScheduleS(),
        endpoint.timeoutMs(),
        WebhookStatus.DELETED,
        null,
        endpoint.version() + 1,
        endpoint.createdAt(),
        clock.instant().truncatedTo(ChronoUnit.MILLIS));
  }

  private String newSecret() {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return SECRET_PREFIX + Base64.getEncoder().encodeToString(bytes);
  }

  /** The schema bounds the text; 24 to 64 bytes is what Standard Webhooks asks for. */
  private static String checked(String secret) {
    int bytes;
    try {
      bytes = Base64.getDecoder().decode(secret.substring(SECRET_PREFIX.length())).length;
    } catch (IllegalArgumentException e) {
      bytes = 0;
    }
    if (bytes < 24 || bytes > 64) {
      throw RefusedException.invalidField(
          "/secret", "format", "must be whsec_ and the base64 of 24 to 64 bytes");
    }
    return secret;
  }
}
