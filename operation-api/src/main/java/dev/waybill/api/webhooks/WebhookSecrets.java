package dev.waybill.api.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.api.http.RefusedException;
import dev.waybill.runtime.secrets.SecretContext;
import dev.waybill.runtime.secrets.SecretSealer;
import dev.waybill.schemas.EncryptedSecret;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.WebhookEndpoint.SigningSecret;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Makes signing secrets and seals them for the emitter; nobody here can read them again. */
final class WebhookSecrets {
  static final String HMAC = "v1";
  static final String ED25519 = "v1a";

  private static final String PREFIX = "whsec_";
  private static final String PRIVATE_PREFIX = "whsk_";
  static final String PUBLIC_PREFIX = "whpk_";
  private static final int SECRET_BYTES = 32;
  private static final int KEY_BYTES = 32;

  private final SecretSealer sealer;
  private final RandomGenerator random;

  /**
   * A maker of secrets.
   *
   * @param random must not be guessable
   */
  WebhookSecrets(SecretSealer sealer, RandomGenerator random) {
    this.sealer = sealer;
    this.random = random;
  }

  /**
   * A secret of {@code v1}, as its owner knows it.
   *
   * @param own the owner's, null to have one made
   * @throws RefusedException 422 if the owner's is not one
   */
  String hmac(@Nullable String own) {
    return own == null ? newSecret() : checked(own);
  }

  /** Seals a secret of {@code v1}. */
  SigningSecret sealed(String secret, SecretContext context, long version) {
    return new SigningSecret(
        HMAC, sealer.seal(secret.getBytes(UTF_8), context, version), null, null);
  }

  /** Seals what an endpoint sends along with its deliveries. */
  EncryptedSecret sealed(Map<String, String> headers, SecretContext context, long version) {
    return sealer.seal(Json.write(headers), context, version);
  }

  /** Makes a key pair of {@code v1a} and seals its private key. */
  SigningSecret keyPair(SecretContext context, long version) {
    KeyPair pair = newKeyPair();
    byte[] seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
    byte[] open = raw((EdECPublicKey) pair.getPublic());
    byte[] both = Arrays.copyOf(seed, 2 * KEY_BYTES);
    System.arraycopy(open, 0, both, KEY_BYTES, KEY_BYTES);
    String secret = PRIVATE_PREFIX + Base64.getEncoder().encodeToString(both);
    return new SigningSecret(
        ED25519,
        sealer.seal(secret.getBytes(UTF_8), context, version),
        null,
        PUBLIC_PREFIX + Base64.getEncoder().encodeToString(open));
  }

  private KeyPair newKeyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(NamedParameterSpec.ED25519, new Source(random));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has Ed25519", e);
    }
  }

  /** RFC 8032: the y coordinate, little end first, and the sign of x in the last bit. */
  private static byte[] raw(EdECPublicKey key) {
    BigInteger y = key.getPoint().getY();
    byte[] raw = new byte[KEY_BYTES];
    for (int i = 0; i < KEY_BYTES; i++) {
      raw[i] = y.shiftRight(8 * i).byteValue();
    }
    if (key.getPoint().isXOdd()) {
      raw[KEY_BYTES - 1] |= (byte) 0x80;
    }
    return raw;
  }

  private String newSecret() {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return PREFIX + Base64.getEncoder().encodeToString(bytes);
  }

  /** The schema bounds the text; 24 to 64 bytes is what Standard Webhooks asks for. */
  private static String checked(String secret) {
    int bytes;
    try {
      bytes = Base64.getDecoder().decode(secret.substring(PREFIX.length())).length;
    } catch (IllegalArgumentException e) {
      bytes = 0;
    }
    if (bytes < 24 || bytes > 64) {
      throw RefusedException.invalidField(
          "/secret", "format", "must be whsec_ and the base64 of 24 to 64 bytes");
    }
    return secret;
  }

  /** The process's randomness, for those who want it in this shape. */
  private static final class Source extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final transient RandomGenerator random;

    Source(RandomGenerator random) {
      this.random = random;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      random.nextBytes(bytes);
    }
  }
}
