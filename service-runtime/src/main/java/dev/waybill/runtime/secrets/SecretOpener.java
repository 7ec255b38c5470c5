package dev.waybill.runtime.secrets;

import com.google.crypto.tink.HybridDecrypt;
import dev.waybill.schemas.EncryptedSecret;
import java.security.GeneralSecurityException;
import java.util.Base64;

/** Decrypts secrets. Thread-safe. */
public final class SecretOpener {
  private final HybridDecrypt decrypt;

  SecretOpener(HybridDecrypt decrypt) {
    this.decrypt = decrypt;
  }

  /**
   * Decrypts a secret.
   *
   * @throws SecretException if it was sealed for another owner or key, or altered
   */
  public byte[] open(EncryptedSecret secret, SecretContext context) {
    try {
      return decrypt.decrypt(
          Base64.getDecoder().decode(secret.ciphertext()), context.associatedData());
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new SecretException(
          "the secret of %s %s cannot be opened: sealed for another owner, address or key"
              .formatted(context.kind(), context.ownerId()),
          e);
    }
  }
}
