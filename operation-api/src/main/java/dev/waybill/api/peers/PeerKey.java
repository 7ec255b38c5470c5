package dev.waybill.api.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The secret that instances share. It signs a question with the time, what is asked and the whole
 * body, the partner whom it is asked for among it; the secret itself is never sent. Thread-safe.
 */
public final class PeerKey {
  /** The shortest secret that is taken, in characters. */
  public static final int SHORTEST = 32;

  private static final Duration VALIDITY = Duration.ofSeconds(30);
  private static final String ALGORITHM = "HmacSHA256";
  private static final Pattern SIGNATURE = Pattern.compile("t=(\\d{1,15}),v1=([0-9a-f]{64})");

  private final SecretKeySpec key;
  private final InstantSource clock;

  private PeerKey(String secret, InstantSource clock) {
    this.key = new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM);
    this.clock = clock;
  }

  /** The key of a secret; empty if it is too short to be one. */
  public static Optional<PeerKey> of(String secret, InstantSource clock) {
    return secret.length() < SHORTEST ? Optional.empty() : Optional.of(new PeerKey(secret, clock));
  }

  /** Signs a question as of now. */
  String sign(String question, byte[] body) {
    long now = clock.millis();
    return "t=" + now + ",v1=" + HexFormat.of().formatHex(code(now, question, body));
  }

  /** Whether an instance with the same secret has asked this, half a minute ago at most. */
  boolean hasSigned(@Nullable String signature, String question, byte[] body) {
    Matcher parts = SIGNATURE.matcher(signature == null ? "" : signature);
    if (!parts.matches()) {
      return false;
    }
    long time = Long.parseLong(parts.group(1));
    Duration off = Duration.between(Instant.ofEpochMilli(time), clock.instant()).abs();
    return off.compareTo(VALIDITY) <= 0
        && MessageDigest.isEqual(
            HexFormat.of().parseHex(parts.group(2)), code(time, question, body));
  }

  private byte[] code(long time, String question, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update((time + "\n" + question + "\n").getBytes(UTF_8));
      return mac.doFinal(body);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  @Override
  public String toString() {
    return "PeerKey[*****]";
  }
}
