package dev.waybill.runtime.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.UUID;

/**
 * What a secret belongs to. It goes into the encryption as associated data, so that a ciphertext
 * copied to another partner, another connection or another address cannot be opened there.
 *
 * @param kind of thing that owns the secret
 * @param origin scheme, host and port that the secret is sent to
 */
public record SecretContext(String kind, UUID partnerId, UUID ownerId, String origin) {

  /** The credentials of a connection. */
  public static SecretContext credentials(UUID partnerId, UUID connectionId, String origin) {
    return new SecretContext("credentials", partnerId, connectionId, origin);
  }

  /** A signing secret of a webhook endpoint. */
  public static SecretContext webhook(UUID partnerId, UUID endpointId, String origin) {
    return new SecretContext("webhook", partnerId, endpointId, origin);
  }

  byte[] associatedData() {
    return String.join("\n", "waybill/1", kind, partnerId + "", ownerId + "", origin)
        .getBytes(UTF_8);
  }
}
