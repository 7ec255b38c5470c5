package dev.waybill.emitter.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.emitter.endpoint.Endpoints;
import dev.waybill.emitter.sending.SigningKey;
import dev.waybill.runtime.secrets.SecretContext;
import dev.waybill.runtime.secrets.SecretException;
import dev.waybill.runtime.secrets.SecretOpener;
import dev.waybill.schemas.WebhookEndpoint;
import dev.waybill.schemas.WebhookEndpoint.SigningSecret;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that an endpoint's deliveries are signed with now: those not expired, newest first.
 * Opening one costs a key agreement, so the last used stay open, bounded. Thread-safe.
 */
final class SigningKeys {
  private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);
  private static final int MAX_OPEN = 10_000;

  private final SecretOpener opener;

  private final Map<Owned, SigningKey> open =
      new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Owned, SigningKey> eldest) {
          return size() > MAX_OPEN;
        }
      };

  SigningKeys(SecretOpener opener) {
    this.opener = opener;
  }

  /** A ciphertext opens for its own endpoint and address only, so these are part of the key. */
  private record Owned(SecretContext context, String ciphertext) {}

  /**
   * The keys; empty if one cannot be used, which is our operator's trouble and is logged: a
   * receiver that checks just that one would take the request for a forgery.
   */
  List<SigningKey> of(WebhookEndpoint endpoint, URI url, Instant now) {
    SecretContext context =
        SecretContext.webhook(endpoint.partnerId(), endpoint.id(), Endpoints.origin(url));
    List<Optional<SigningKey>> keys =
        endpoint.secrets().stream()
            .filter(secret -> endpoint.signatureSchemes().contains(secret.scheme()))
            .filter(secret -> secret.expiresAt() == null || secret.expiresAt().isAfter(now))
            .map(secret -> open(secret, context))
            .toList();
    return keys.stream().allMatch(Optional::isPresent)
        ? keys.stream().flatMap(Optional::stream).toList()
        : List.of();
  }

  private Optional<SigningKey> open(SigningSecret secret, SecretContext context) {
    Owned owned = new Owned(context, secret.secret().ciphertext());
    synchronized (open) {
      SigningKey known = open.get(owned);
      if (known != null) {
        return Optional.of(known);
      }
    }
    try {
      SigningKey key = SigningKey.parse(new String(opener.open(secret.secret(), context), UTF_8));
      synchronized (open) {
        open.put(owned, key);
      }
      return Optional.of(key);
    } catch (SecretException | IllegalArgumentException e) {
      log.warn("signing secret not usable: reason={}", e.getMessage());
      return Optional.empty();
    }
  }
}
