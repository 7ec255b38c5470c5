package dev.waybill.emitter.sending;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Scheme {@code v1}: HMAC-SHA256 over {@code id.timestamp.body}. */
final class HmacKey implements SigningKey {
  /** How a secret begins that is shown to its owner. */
  static final String PREFIX = "whsec_";

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  HmacKey(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  @Override
  public String sign(String id, long timestamp, byte[] body) {
    Mac mac = mac();
    mac.update((id + "." + timestamp + ".").getBytes(UTF_8));
    return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
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
    return "HmacKey[*****]";
  }
}
