package dev.waybill.api.connections;

import dev.waybill.api.http.RefusedException;
import dev.waybill.runtime.secrets.Origin;
import dev.waybill.runtime.secrets.SecretContext;
import dev.waybill.runtime.secrets.SecretSealer;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.ConnectionLimits;
import dev.waybill.schemas.ConnectionStatus;
import dev.waybill.schemas.EncryptedSecret;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Ordering;
import dev.waybill.schemas.RetryPolicy;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Makes a connection's next version of a body and what is there. Thread-safe. */
final class ConnectionDrafts {
  private final SecretSealer sealer;
  private final InstantSource clock;

  ConnectionDrafts(SecretSealer sealer, InstantSource clock) {
    this.sealer = sealer;
    this.clock = clock;
  }

  /**
   * The next version.
   *
   * @param present what is there, owned by the partner; null if nothing is
   */
  Connection next(UUID partnerId, UUID id, ConnectionBody body, @Nullable Connection present) {
    ObjectNode settings =
        Objects.requireNonNullElseGet(body.settings(), Json.mapper()::createObjectNode);
    String origin = origin(body.sourceName(), settings);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return new Connection(
        id,
        partnerId,
        body.fleetRef(),
        body.sourceName(),
        body.description(),
        settings,
        credentials(partnerId, id, body, origin, present),
        limits(body),
        retry(body),
        Objects.requireNonNullElse(body.callTimeoutMs(), ConnectionBody.DEFAULT_CALL_TIMEOUT_MS),
        Objects.requireNonNullElse(body.ordering(), Ordering.PER_RESOURCE),
        body.share(),
        present == null ? ConnectionStatus.ACTIVE : present.status(),
        present == null ? null : present.statusReason(),
        present == null ? 1 : present.version() + 1,
        present == null ? now : present.createdAt(),
        now);
  }

  /**
   * The next version with another status, and nothing else changed.
   *
   * @param reason why, for people; null if there is nothing to say
   */
  Connection with(Connection present, ConnectionStatus status, @Nullable String reason) {
    return new Connection(
        present.id(),
        present.partnerId(),
        present.fleetRef(),
        present.sourceName(),
        present.description(),
        present.settings(),
        status == ConnectionStatus.DELETED ? null : present.credentials(),
        present.limits(),
        present.retry(),
        present.callTimeoutMs(),
        present.ordering(),
        present.share(),
        status,
        reason,
        present.version() + 1,
        present.createdAt(),
        clock.instant().truncatedTo(ChronoUnit.MILLIS));
  }

  private static ConnectionLimits limits(ConnectionBody body) {
    try {
      return ConnectionBody.Limits.orDefaults(body.limits());
    } catch (IllegalArgumentException e) {
      throw RefusedException.invalidField("/limits", "invalid", String.valueOf(e.getMessage()));
    }
  }

  /** One delay may be given and the other a default, so that together they make no sense. */
  private static RetryPolicy retry(ConnectionBody body) {
    try {
      return ConnectionBody.Retry.orDefaults(body.retry());
    } catch (IllegalArgumentException e) {
      throw RefusedException.invalidField("/retry", "invalid", String.valueOf(e.getMessage()));
    }
  }

  private @Nullable EncryptedSecret credentials(
      UUID partnerId, UUID id, ConnectionBody body, String origin, @Nullable Connection present) {
    EncryptedSecret old = present == null ? null : present.credentials();
    if (body.credentials() == null) {
      if (present != null && old != null && isElsewhere(body, origin, present)) {
        throw RefusedException.invalidField(
            "/credentials",
            "required",
            "the address or the adapter changed, so give the credentials anew");
      }
      return old;
    }
    return sealer.seal(
        Json.write(body.credentials()),
        SecretContext.credentials(partnerId, id, origin),
        old == null ? 1 : old.version() + 1);
  }

  /**
   * Credentials are encrypted for the address that they were given for, and were held to what that
   * adapter asks; nobody here can read them to judge them again.
   */
  private static boolean isElsewhere(ConnectionBody body, String origin, Connection present) {
    return !body.sourceName().equals(present.sourceName())
        || !origin.equals(origin(present.sourceName(), present.settings()));
  }

  private static String origin(String sourceName, ObjectNode settings) {
    try {
      return Origin.ofConnection(sourceName, settings);
    } catch (IllegalArgumentException e) {
      throw RefusedException.invalidField(
          "/settings/" + Origin.BASE_URL, "format", "must be an http(s) address without a user");
    }
  }
}
