package dev.waybill.runtime.secrets;

import com.google.crypto.tink.HybridEncrypt;
import dev.waybill.schemas.EncryptedSecret;
import java.security.GeneralSecurityException;
import java.util.Base64;

/** Encrypts secrets; cannot read them back. Thread-safe. */
public final class SecretSealer {
  private final HybridEncrypt encrypt;

  SecretSealer(HybridEncrypt encrypt) {
    this.encrypt = encrypt;
  }

  /**
   * Encrypts a secret for its owner.
   *
   * @param version of the secret, counted by its owner from 1
   */
  public EncryptedSecret seal(byte[] secret, SecretContext context, long version) {
    try {
      byte[] sealed = encrypt.encrypt(secret, context.associatedData());
      return new EncryptedSecret(Base64.getEncoder().encodeToString(sealed), version);
    } catch (GeneralSecurityException e) {
      throw new SecretException("the secret cannot be encrypted", e);
    }
  }
}
