package dev.waybill.emitter.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.emitter.sending.SigningKey;
import dev.waybill.runtime.secrets.SecretContext;
import dev.waybill.runtime.secrets.SecretOpener;
import dev.waybill.schemas.WebhookEndpoint;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The keys that an endpoint's deliveries are signed with now: those not expired, newest first.
 * Thread-safe.
 */
final class SigningKeys {
  private final OpenSecrets<SigningKey> secrets;

  SigningKeys(SecretOpener opener) {
    this.secrets =
        new OpenSecrets<>(
            "signing secret", opener, bytes -> SigningKey.parse(new String(bytes, UTF_8)));
  }

  /**
   * The keys; empty if one cannot be used: a receiver that checks just that one would take the
   * request for a forgery.
   */
  List<SigningKey> of(WebhookEndpoint endpoint, SecretContext context, Instant now) {
    List<Optional<SigningKey>> keys =
        endpoint.secrets().stream()
            .filter(secret -> endpoint.signatureSchemes().contains(secret.scheme()))
            .filter(secret -> secret.expiresAt() == null || secret.expiresAt().isAfter(now))
            .map(secret -> secrets.of(secret.secret(), context))
            .toList();
    return keys.stream().allMatch(Optional::isPresent)
        ? keys.stream().flatMap(Optional::stream).toList()
        : List.of();
  }
}
