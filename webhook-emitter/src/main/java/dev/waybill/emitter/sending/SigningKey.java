package dev.waybill.emitter.sending;

import java.util.Base64;

/** A key of Standard Webhooks that signs. Immutable and thread-safe; shows nothing of itself. */
public sealed interface SigningKey permits HmacKey, Ed25519Key {
  /**
   * Reads a secret. Its length is judged where it is taken in, not here: a key that is stored must
   * go on signing.
   *
   * @param secret {@code whsec_} or {@code whsk_}, and standard base64
   * @throws IllegalArgumentException if it is not that; the message does not repeat it
   */
  static SigningKey parse(String secret) {
    if (secret.startsWith(HmacKey.PREFIX)) {
      return new HmacKey(decoded(secret, HmacKey.PREFIX));
    }
    if (secret.startsWith(Ed25519Key.PREFIX)) {
      return new Ed25519Key(decoded(secret, Ed25519Key.PREFIX));
    }
    throw new IllegalArgumentException(
        "a signing secret begins with %s or %s".formatted(HmacKey.PREFIX, Ed25519Key.PREFIX));
  }

  private static byte[] decoded(String secret, String prefix) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(secret.substring(prefix.length()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "a signing secret is " + prefix + " and standard base64", e);
    }
    if (bytes.length == 0) {
      throw new IllegalArgumentException("a signing secret is not empty");
    }
    return bytes;
  }

  /**
   * One entry of the signature header: the scheme, a comma, and base64.
   *
   * @param timestamp seconds since 1970, of this attempt
   */
  String sign(String id, long timestamp, byte[] body);
}
