package dev.waybill.api.webhooks;

import dev.waybill.schemas.WebhookEndpoint;
import dev.waybill.schemas.WebhookEndpoint.SigningSecret;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The public keys of a webhook's {@code v1a} signatures: a JSON Web Key Set (RFC 7517, 8037) whose
 * keys also have the forms that verifiers of Standard Webhooks ask for.
 */
record PublicKeys(List<Key> keys) {
  /** What comes before the raw key in a SubjectPublicKeyInfo (RFC 8410). */
  private static final byte[] SPKI = {
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00
  };

  /** A key; the newest is first. */
  record Key(
      String kty,
      String crv,
      String x,
      String kid,
      String use,
      String alg,
      String publicKey,
      String pem,
      @Nullable Instant expiresAt) {}

  /** The keys that sign, or may still be met with. */
  static PublicKeys of(WebhookEndpoint endpoint, Instant now) {
    return new PublicKeys(
        endpoint.secrets().stream()
            .filter(secret -> secret.publicKey() != null)
            .filter(secret -> secret.expiresAt() == null || secret.expiresAt().isAfter(now))
            .map(PublicKeys::key)
            .toList());
  }

  private static Key key(SigningSecret secret) {
    String text = String.valueOf(secret.publicKey());
    byte[] raw = Base64.getDecoder().decode(text.substring(WebhookSecrets.PUBLIC_PREFIX.length()));
    String x = Base64.getUrlEncoder().withoutPadding().encodeToString(raw);
    return new Key(
        "OKP", "Ed25519", x, thumbprint(x), "sig", "EdDSA", text, pem(raw), secret.expiresAt());
  }

  /** RFC 7638. */
  private static String thumbprint(String x) {
    String json = "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"" + x + "\"}";
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(json.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String pem(byte[] raw) {
    byte[] der = Arrays.copyOf(SPKI, SPKI.length + raw.length);
    System.arraycopy(raw, 0, der, SPKI.length, raw.length);
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getEncoder().encodeToString(der)
        + "\n-----END PUBLIC KEY-----\n";
  }
}
