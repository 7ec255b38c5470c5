package dev.waybill.schemas;

/**
 * A secret on a topic: only those who hold the private key can read it.
 *
 * @param ciphertext base64 of Tink's hybrid encryption (HPKE)
 * @param version counts the changes of the secret itself, from 1, so that news of an old one cannot
 *     be taken for news of the present one
 */
public record EncryptedSecret(String ciphertext, long version) {
  /** Leaves the ciphertext out: it is of no use in a log. */
  @Override
  public String toString() {
    return "EncryptedSecret[version=" + version + "]";
  }
}
