package dev.waybill.api.id;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A caller's name for one write, so that a repeat of it does nothing twice. The operation's id is
 * derived from it: two instances that are asked at once, and one that is asked again after a crash,
 * come to the same id, and the scheduler takes an id once.
 *
 * @param text 1 to 255 visible ASCII characters
 */
public record IdempotencyKey(String text) {
  private static final int LONGEST = 255;
  private static final long VERSION_8 = 0x8000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final int PARTITION_BITS = 0xFFF;
  private static final JsonMapper CANONICAL =
      JsonMapper.builder()
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
          .build();

  /** Reads a header; empty if it is no key. */
  public static Optional<IdempotencyKey> of(String header) {
    boolean fits =
        !header.isEmpty()
            && header.length() <= LONGEST
            && header.chars().allMatch(c -> c > ' ' && c < 0x7F);
    return fits ? Optional.of(new IdempotencyKey(header)) : Optional.empty();
  }

  /**
   * The id of the operation: a UUIDv8 (RFC 9562) of partner, connection and key, whose bits 52 to
   * 63 are the partition, like those of {@link OperationIds}.
   */
  public UUID id(UUID partnerId, UUID connectionId, int partition) {
    ByteBuffer hash = ByteBuffer.wrap(sha256(partnerId + "/" + connectionId + "/" + text));
    long high = (hash.getLong() & ~0xFFFFL) | VERSION_8 | (partition & PARTITION_BITS);
    return new UUID(high, VARIANT | (hash.getLong() >>> 2));
  }

  /**
   * What tells one request under the key from another: where it went and what was in it, whatever
   * the order of its members.
   */
  public static String fingerprint(String method, String path, JsonNode body) {
    String canonical = method + " " + path + "\n" + CANONICAL.writeValueAsString(body);
    return HexFormat.of().formatHex(sha256(canonical));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
