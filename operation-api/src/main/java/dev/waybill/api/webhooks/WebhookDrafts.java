package dev.waybill.api.webhooks;

import dev.waybill.api.http.RefusedException;
import dev.waybill.api.id.OperationIds;
import dev.waybill.runtime.secrets.Origin;
import dev.waybill.runtime.secrets.SecretContext;
import dev.waybill.schemas.ConnectionLimits;
import dev.waybill.schemas.WebhookEndpoint;
import dev.waybill.schemas.WebhookEndpoint.SigningSecret;
import dev.waybill.schemas.WebhookOrdering;
import dev.waybill.schemas.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Makes a webhook's first or next version. Thread-safe. */
final class WebhookDrafts {
  /** More keys than this sign nothing: each costs every delivery a signature. */
  private static final int MOST_KEYS = 10;

  private final WebhookAddresses addresses;
  private final WebhookSecrets secrets;
  private final OperationIds ids;
  private final InstantSource clock;

  WebhookDrafts(
      WebhookAddresses addresses, WebhookSecrets secrets, OperationIds ids, InstantSource clock) {
    this.addresses = addresses;
    this.secrets = secrets;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * A version that is not written yet.
   *
   * @param secret to be shown once; null if there is no new one
   */
  record Draft(WebhookEndpoint endpoint, @Nullable String secret) {
    @Override
    public String toString() {
      return "Draft[" + endpoint.id() + "]";
    }
  }

  /**
   * The first version.
   *
   * @throws RefusedException 422 if the body asks for what cannot be
   */
  Draft first(UUID partnerId, WebhookBody body) {
    UUID id = ids.next();
    SecretContext context = SecretContext.webhook(partnerId, id, addresses.originOf(body.url()));
    String secret = secrets.hmac(body.secret());
    List<SigningSecret> keys = new ArrayList<>(List.of(secrets.sealed(secret, context, 1)));
    if (schemes(body).contains(WebhookSecrets.ED25519)) {
      keys.add(secrets.keyPair(context, 1));
    }
    KeptHeaders headers = KeptHeaders.of(body.headers(), secrets, context, 1);
    Instant now = now();
    return new Draft(
        endpoint(id, partnerId, body, headers, keys, WebhookStatus.ACTIVE, null, 1, now, now),
        secret);
  }

  /**
   * The next version, of a merged body, whose address was judged if it was named.
   *
   * @param patch as it came: tells what was named
   * @throws RefusedException 422 if it asks for what cannot be
   */
  Draft next(WebhookEndpoint present, WebhookBody body, JsonNode patch) {
    String origin = Origin.of(body.url());
    boolean moved = !origin.equals(Origin.of(present.url()));
    boolean renewed = patch.has("secret");
    if (moved) {
      requireAnew(renewed, "/secret", "give a secret, or null to have one made");
      requireAnew(
          patch.has("headers") || present.headers().isEmpty(), "/headers", "give the headers");
    }
    SecretContext context = SecretContext.webhook(present.partnerId(), present.id(), origin);
    String secret = renewed ? secrets.hmac(body.secret()) : null;
    List<SigningSecret> keys = new ArrayList<>();
    long version = present.version() + 1;
    if (secret == null) {
      keys.addAll(of(present, WebhookSecrets.HMAC));
    } else {
      keys.add(secrets.sealed(secret, context, version));
    }
    if (schemes(body).contains(WebhookSecrets.ED25519)) {
      List<SigningSecret> pairs = moved ? List.of() : of(present, WebhookSecrets.ED25519);
      keys.addAll(pairs.isEmpty() ? List.of(secrets.keyPair(context, version)) : pairs);
    }
    KeptHeaders headers =
        patch.has("headers")
            ? KeptHeaders.of(body.headers(), secrets, context, version)
            : KeptHeaders.of(present, secrets, context, version);
    return new Draft(
        endpoint(
            present.id(),
            present.partnerId(),
            body,
            headers,
            keys,
            present.status(),
            present.statusReason(),
            version,
            present.createdAt(),
            now()),
        secret);
  }

  /** What is secret is sealed for, or meant for, the address that it was given for. */
  private static void requireAnew(boolean given, String pointer, String what) {
    if (!given) {
      throw RefusedException.invalidField(
          pointer, "required", "the address changed, so " + what + " anew");
    }
  }

  /**
   * The next version with new keys, beside which the old ones sign for a while.
   *
   * @param own the owner's secret, null to have one made
   */
  Draft rotated(WebhookEndpoint present, Duration overlap, @Nullable String own) {
    SecretContext context =
        SecretContext.webhook(present.partnerId(), present.id(), Origin.of(present.url()));
    String secret = secrets.hmac(own);
    Instant now = now();
    long version = present.version() + 1;
    List<SigningSecret> keys = new ArrayList<>();
    keys.add(secrets.sealed(secret, context, version));
    if (present.signatureSchemes().contains(WebhookSecrets.ED25519)) {
      keys.add(secrets.keyPair(context, version));
    }
    present.secrets().stream()
        .map(key -> expiring(key, now.plus(overlap)))
        .filter(key -> now.isBefore(Objects.requireNonNull(key.expiresAt())))
        .limit(MOST_KEYS - keys.size())
        .forEach(keys::add);
    KeptHeaders headers = KeptHeaders.of(present, secrets, context, version);
    return new Draft(
        new WebhookEndpoint(
            present.id(),
            present.partnerId(),
            present.url(),
            present.eventNames(),
            present.filters(),
            keys,
            present.signatureSchemes(),
            present.includeSync(),
            present.ordering(),
            headers.masked(),
            headers.sealed(),
            present.limits(),
            present.retryScheduleS(),
            present.timeoutMs(),
            present.status(),
            present.statusReason(),
            version,
            present.createdAt(),
            now),
        secret);
  }

  private static SigningSecret expiring(SigningSecret key, Instant at) {
    Instant end = key.expiresAt() != null && key.expiresAt().isBefore(at) ? key.expiresAt() : at;
    return new SigningSecret(key.scheme(), key.secret(), end, key.publicKey());
  }

  /** The next version with another status. */
  WebhookEndpoint with(WebhookEndpoint present, WebhookStatus status, @Nullable String reason) {
    return present.with(status, reason, now());
  }

  /** What is left of an endpoint: nothing secret. */
  WebhookEndpoint deleted(WebhookEndpoint present) {
    return new WebhookEndpoint(
        present.id(),
        present.partnerId(),
        present.url(),
        present.eventNames(),
        present.filters(),
        List.of(),
        present.signatureSchemes(),
        present.includeSync(),
        present.ordering(),
        Map.of(),
        null,
        present.limits(),
        present.retryScheduleS(),
        present.timeoutMs(),
        WebhookStatus.DELETED,
        null,
        present.version() + 1,
        present.createdAt(),
        now());
  }

  private static List<SigningSecret> of(WebhookEndpoint present, String scheme) {
    return present.secrets().stream().filter(key -> key.scheme().equals(scheme)).toList();
  }

  private static WebhookEndpoint endpoint(
      UUID id,
      UUID partnerId,
      WebhookBody body,
      KeptHeaders headers,
      List<SigningSecret> keys,
      WebhookStatus status,
      @Nullable String reason,
      long version,
      Instant createdAt,
      Instant updatedAt) {
    return new WebhookEndpoint(
        id,
        partnerId,
        body.url(),
        body.eventNames(),
        WebhookBody.Filters.orNone(body.filters()),
        keys,
        schemes(body),
        Objects.requireNonNullElse(body.includeSync(), false),
        Objects.requireNonNullElse(body.ordering(), WebhookOrdering.PER_OPERATION),
        headers.masked(),
        headers.sealed(),
        limits(body),
        Objects.requireNonNullElse(body.retryScheduleS(), WebhookEndpoint.DEFAULT_RETRY_SCHEDULE_S),
        Objects.requireNonNullElse(body.timeoutMs(), WebhookEndpoint.DEFAULT_TIMEOUT_MS),
        status,
        reason,
        version,
        createdAt,
        updatedAt);
  }

  private static List<String> schemes(WebhookBody body) {
    return Objects.requireNonNullElse(body.signatureSchemes(), List.of(WebhookSecrets.HMAC));
  }

  private static ConnectionLimits limits(WebhookBody body) {
    try {
      return WebhookBody.Limits.orDefaults(body.limits());
    } catch (IllegalArgumentException e) {
      throw RefusedException.invalidField("/limits", "invalid", String.valueOf(e.getMessage()));
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
