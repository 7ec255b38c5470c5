package dev.waybill.emitter.sending;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A symmetric key of Standard Webhooks, scheme {@code v1}: HMAC-SHA256 over {@code
 * id.timestamp.body}. Immutable and thread-safe; shows nothing of itself.
 */
public final class SigningKey {
  /** How a secret begins that is shown to its owner. */
  public static final String PREFIX = "whsec_";

  /** The scheme's name, both in an endpoint's list and in the header. */
  public static final String SCHEME = "v1";

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  private SigningKey(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /**
   * Reads a secret as its owner knows it. Its length is judged where it is taken in, not here: a
   * key that is stored must go on signing.
   *
   * @param secret {@code whsec_} and standard base64
   * @throws IllegalArgumentException if it is not that; the message does not repeat it
   */
  public static SigningKey parse(String secret) {
    if (!secret.startsWith(PREFIX)) {
      throw new IllegalArgumentException("a signing secret begins with " + PREFIX);
    }
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "a signing secret is " + PREFIX + " and standard base64", e);
    }
    if (bytes.length == 0) {
      throw new IllegalArgumentException("a signing secret is not empty");
    }
    return new SigningKey(bytes);
  }

  /**
   * One entry of the signature header, {@code v1,} and base64.
   *
   * @param timestamp seconds since 1970, of this attempt
   */
  String sign(String id, long timestamp, byte[] body) {
    Mac mac = mac();
    mac.update((id + "." + timestamp + ".").getBytes(UTF_8));
    return SCHEME + "," + Base64.getEncoder().encodeToString(mac.doFinal(body));
  }

  private Mac mac() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  @Override
  public String toString() {
    return "SigningKey[*****]";
  }
}
