package dev.waybill.emitter.sending;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/** Scheme {@code v1a}: Ed25519 over {@code id.timestamp.body}. */
final class Ed25519Key implements SigningKey {
  /** How a private key begins; behind it are the seed and, as others write them, the public key. */
  static final String PREFIX = "whsk_";

  private static final String ALGORITHM = "Ed25519";
  private static final int SEED_BYTES = 32;
  private static final int WITH_PUBLIC_KEY = 64;

  private final PrivateKey key;

  Ed25519Key(byte[] bytes) {
    if (bytes.length != SEED_BYTES && bytes.length != WITH_PUBLIC_KEY) {
      throw new IllegalArgumentException("a private key of v1a has 32 or 64 bytes");
    }
    try {
      key =
          KeyFactory.getInstance(ALGORITHM)
              .generatePrivate(
                  new EdECPrivateKeySpec(
                      NamedParameterSpec.ED25519, Arrays.copyOf(bytes, SEED_BYTES)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  @Override
  public String sign(String id, long timestamp, byte[] body) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key);
      signature.update((id + "." + timestamp + ".").getBytes(UTF_8));
      signature.update(body);
      return "v1a," + Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  @Override
  public String toString() {
    return "Ed25519Key[*****]";
  }
}
